import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** People who sign in, their roles by unit, sessions, API tokens, one-use links, and the hash-chained audit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table, keyedTable } = columnsOf(db);

  await db.schema
    .createTable('person')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('account', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('password_hash', text)
    .addColumn('disabled', int64, (c) => c.notNull().defaultTo(0))
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('role_grant')
    .addColumn('person', text, (c) => c.notNull().references('person.id'))
    .addColumn('role', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addPrimaryKeyConstraint('role_grant_key', ['person', 'role', 'unit'])
    .modifyEnd(table)
    .execute();

  // Of a session, a token and a one-use link only the SHA-256 is kept.
  await db.schema
    .createTable('session')
    .addColumn('token_hash', text, (c) => c.primaryKey())
    .addColumn('person', text, (c) => c.notNull().references('person.id'))
    .addColumn('created_at', int64, (c) => c.notNull())
    .addColumn('seen_at', int64, (c) => c.notNull())
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('api_token')
    .addColumn('token_hash', text, (c) => c.primaryKey())
    .addColumn('person', text, (c) => c.notNull().references('person.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('created_at', int64, (c) => c.notNull())
    .addColumn('revoked_at', int64)
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('one_use_link')
    .addColumn('token_hash', text, (c) => c.primaryKey())
    .addColumn('purpose', text, (c) => c.notNull())
    .addColumn('expires_at', int64, (c) => c.notNull())
    .addColumn('used_at', int64)
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('audit_event')
    .addColumn('position', int64, (c) => c.primaryKey())
    .addColumn('at', int64, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('act', text, (c) => c.notNull())
    .addColumn('details', text, (c) => c.notNull())
    .addColumn('previous_hash', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
}
