import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Kiosks: tablets with a key of their own, what each has sent (its last number and the end of its chain, never which answer
 * had which number), and what was found wrong. `kiosk_link` holds every link a tablet has asked under, for what waits
 * in it may be older than its last move. What becomes of forms that somebody left is the campaign's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('kiosk')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('counter', text, (c) => c.notNull().references('counter.id'))
    .addColumn('link', text, (c) => c.notNull().references('link.code'))
    .addColumn('public_key', text, (c) => c.notNull().unique())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('pin_salt', text, (c) => c.notNull())
    .addColumn('pin_hash', text, (c) => c.notNull())
    .addColumn('paired_at', int64, (c) => c.notNull())
    .addColumn('count', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('seq', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('chain', text, (c) => c.notNull())
    .addColumn('seen_at', int64)
    .addColumn('state', text)
    .addColumn('command', text)
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('kiosk_link')
    .addColumn('kiosk', text, (c) => c.notNull().references('kiosk.id'))
    .addColumn('link', text, (c) => c.notNull().references('link.code'))
    .addPrimaryKeyConstraint('kiosk_link_key', ['kiosk', 'link'])
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('kiosk_pairing')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('public_key', text, (c) => c.notNull().unique())
    .addColumn('code', text, (c) => c.notNull().unique())
    .addColumn('expires_at', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('kiosk_finding')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('kiosk', text, (c) => c.notNull().references('kiosk.id'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('first_seq', int64, (c) => c.notNull())
    .addColumn('last_seq', int64, (c) => c.notNull())
    .addColumn('found_at', int64, (c) => c.notNull())
    .addColumn('settled_by', text)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('kiosk_finding_by_kiosk').on('kiosk_finding').column('kiosk').execute();
  await db.schema
    .alterTable('campaign')
    .addColumn('kiosk_partial', text, (c) => c.notNull().defaultTo(sql.lit('drop')))
    .execute();
}
