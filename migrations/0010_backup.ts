import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Backups as they were made, and when one was last restored in a drill. The files themselves say more, encrypted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('backup')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('made_at', int64, (c) => c.notNull())
    .addColumn('bytes', int64, (c) => c.notNull())
    .addColumn('sha256', text, (c) => c.notNull())
    .addColumn('responses', int64, (c) => c.notNull())
    .addColumn('drilled_at', int64)
    .modifyEnd(table)
    .execute();
}
