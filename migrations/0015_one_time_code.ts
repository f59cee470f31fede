import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Codes that are good for one answer. A code is an HMAC under a key outside the database, and its row is deleted when
 * it is used: what stays is how many codes of a batch were used on a day. Neither a dump nor the order of the rows joins
 * a code to an answer; a row that was marked instead would lie on PostgreSQL where, and with the transaction number
 * with which, its answer came.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table, keyedTable } = columnsOf(db);

  await db.schema
    .createTable('code_batch')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('made_on', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('evidence', text, (c) => c.notNull().check(sql`evidence IN ('A1', 'A2')`))
    .addColumn('respondent_type', text)
    .addColumn('codes', int64, (c) => c.notNull())
    .addColumn('revoked_on', text)
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('response_code')
    .addColumn('code_hash', text, (c) => c.primaryKey())
    .addColumn('batch', text, (c) => c.notNull().references('code_batch.id'))
    .addColumn('link', text, (c) => c.notNull().references('link.code'))
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('code_use')
    .addColumn('batch', text, (c) => c.notNull().references('code_batch.id'))
    .addColumn('local_day', text, (c) => c.notNull())
    .addColumn('used', int64, (c) => c.notNull())
    .addPrimaryKeyConstraint('code_use_key', ['batch', 'local_day'])
    .modifyEnd(keyedTable)
    .execute();
}
