import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Targets of simulated points of a round: one a criterion, and one of the whole (`criterion` empty). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, real, table } = columnsOf(db);
  await db.schema
    .createTable('points_target')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('criterion', text, (c) => c.notNull())
    .addColumn('points', real, (c) => c.notNull())
    .addPrimaryKeyConstraint('points_target_key', ['round', 'criterion'])
    .modifyEnd(table)
    .execute();
}
