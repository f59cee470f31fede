import { type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** What was computed of closed rounds, so that a server that starts reads it. It can be computed again at any time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, bytes, table } = columnsOf(db);
  await db.schema
    .createTable('round_figure')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('mark', text, (c) => c.notNull())
    .addColumn('figures', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('round_figure_pkey', ['round', 'name'])
    .modifyEnd(table)
    .execute();
}
