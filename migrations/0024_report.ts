import { type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Reports that were made: whose files a job keeps, and the hash of the figures in them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('report')
    .addColumn('job', text, (c) => c.primaryKey().references('job.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('language', text, (c) => c.notNull())
    .addColumn('made_at', int64, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .addColumn('floor', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
}
