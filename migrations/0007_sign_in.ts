import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Sign-in that several instances share and a restart keeps: waits after wrong guesses, second factors, identities of a
 * sign-in service. A one-use link may be a person's (an invitation, a lost password).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table, keyedTable } = columnsOf(db);

  // The key is an HMAC of account and device: what people type by mistake into the account field is not kept.
  await db.schema
    .createTable('sign_in_delay')
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('failures', int64, (c) => c.notNull())
    .addColumn('last_at', int64, (c) => c.notNull())
    .addColumn('next_at', int64, (c) => c.notNull())
    .modifyEnd(keyedTable)
    .execute();
  await db.schema.createIndex('sign_in_delay_by_time').on('sign_in_delay').column('last_at').execute();

  await db.schema
    .createTable('totp')
    .addColumn('person', text, (c) => c.primaryKey().references('person.id'))
    .addColumn('sealed_secret', text, (c) => c.notNull())
    .addColumn('last_step', int64, (c) => c.notNull())
    .addColumn('created_at', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('recovery_code')
    .addColumn('person', text, (c) => c.notNull().references('person.id'))
    .addColumn('code_hash', text, (c) => c.notNull())
    .addColumn('used_at', int64)
    .addPrimaryKeyConstraint('recovery_code_key', ['person', 'code_hash'])
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('passkey')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('person', text, (c) => c.notNull().references('person.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('counter', int64, (c) => c.notNull())
    .addColumn('created_at', int64, (c) => c.notNull())
    .addColumn('used_at', int64)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('passkey_by_person').on('passkey').column('person').execute();

  // A row without a subject: an administrator allows the first sign-in that names the account to link itself.
  await db.schema
    .createTable('oidc_identity')
    .addColumn('person', text, (c) => c.primaryKey().references('person.id'))
    .addColumn('issuer', text, (c) => c.notNull())
    .addColumn('subject', text)
    .addUniqueConstraint('oidc_identity_subject', ['issuer', 'subject'])
    .modifyEnd(table)
    .execute();

  await db.schema.alterTable('one_use_link').addColumn('person', text).execute();
  await db.schema.createIndex('session_by_person').on('session').column('person').execute();
}
