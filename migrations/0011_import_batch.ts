import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Files that were imported, or are looked at before: what was read, what it became, and how to undo it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('import_batch')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('input', text, (c) => c.notNull())
    .addColumn('file_name', text, (c) => c.notNull())
    .addColumn('sha256', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('staged_at', int64, (c) => c.notNull())
    .addColumn('content', text, (c) => c.notNull())
    .addColumn('chosen', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('counts', text)
    .addColumn('undo', text)
    .addColumn('applied_at', int64)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('import_batch_by_time').on('import_batch').columns(['kind', 'staged_at']).execute();
}
