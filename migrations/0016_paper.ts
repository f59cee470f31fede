import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Batches of paper forms and the numbers written on them. No number stands with an answer: the id of a form's response is
 * an HMAC of batch and number under the installation's key. Second entries keep how much differed, never what.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('paper_batch')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('counter', text, (c) => c.notNull().references('counter.id'))
    .addColumn('link', text, (c) => c.notNull().references('link.code'))
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('filing_mode', text, (c) => c.notNull())
    .addColumn('stage', text, (c) => c.notNull())
    .addColumn('booklet', text, (c) => c.notNull())
    .addColumn('answered_on', text, (c) => c.notNull())
    .addColumn('made_by', text, (c) => c.notNull())
    .addColumn('made_at', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('paper_serial')
    .addColumn('batch', text, (c) => c.notNull().references('paper_batch.id'))
    .addColumn('serial', int64, (c) => c.notNull())
    .addColumn('entered_by', text, (c) => c.notNull())
    .addColumn('checked_by', text)
    .addColumn('compared', int64)
    .addColumn('differing', int64)
    .addPrimaryKeyConstraint('paper_serial_key', ['batch', 'serial'])
    .modifyEnd(table)
    .execute();
}
