import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

interface Schema {
  audit_event: { position: number; hash: string };
  audit_head: { id: number; entries: number; hash: string };
}

/**
 * The end of the audit chain in a place of its own, so that a cut tail shows; its row is also what concurrent writers
 * queue at. Indexes for the page that reads the audit.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('audit_head')
    .addColumn('id', int64, (c) => c.primaryKey())
    .addColumn('entries', int64, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
  const last = await db
    .selectFrom('audit_event')
    .select(['position', 'hash'])
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  await db
    .insertInto('audit_head')
    .values({ id: 1, entries: last?.position ?? 0, hash: last?.hash ?? '0'.repeat(64) })
    .execute();
  await db.schema.createIndex('audit_event_by_act').on('audit_event').columns(['act', 'position']).execute();
  await db.schema.createIndex('audit_event_by_actor').on('audit_event').columns(['actor', 'position']).execute();
}
