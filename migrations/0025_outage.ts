import { type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Days on which systems, network or power failed somewhere: a mark on trends, never a reason to leave answers out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('outage')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('from_on', text, (c) => c.notNull())
    .addColumn('to_on', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('note', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('written_at', int64, (c) => c.notNull())
    .addColumn('revoked_at', int64)
    .addColumn('revoked_by', text)
    .addColumn('revoked_reason', text)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('outage_by_unit').on('outage').columns(['unit', 'from_on']).execute();
}
