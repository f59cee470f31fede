import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { ROLES, type Grant } from '../../../domain/access/policy.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import { hashPassword, requireGoodPassword } from '../../auth/password.ts';
import type { Context } from '../../context.ts';
import { administers, requireSomeAdmin } from './admin-guard.ts';
import { audit } from '../audit/audit.ts';
import { endJobsOf } from './jobs-of-person.ts';
import { endOneUse, LINKS_TO_A_PASSWORD } from '../sign-in/one-use.ts';

export interface NewPerson {
  readonly account: string;
  readonly name: string;
  /** Null for a person who only acts by API tokens. */
  readonly password: string | null;
  readonly grants: readonly Grant[];
}

const ACCOUNT = /^[a-z0-9][a-z0-9._-]{1,39}$/;
const NAME_MAX = 120;

/**
 * Adds a person with roles; gives the id. Throws `person.account_malformed`, `person.account_taken`,
 * `person.name_malformed`, `password.weak`, `unit.not_found`.
 */
export async function createPerson(ctx: Context, person: NewPerson): Promise<string> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  for (const grant of person.grants) {
    requireCan(ctx, 'person.manage', grant.unit);
    assert(ROLES.includes(grant.role), 'a role of the policy', { role: grant.role });
  }
  const passwordHash = await checkedPassword(person);
  return ctx.gate.run((db) => insertPerson({ ...ctx, db }, person, passwordHash));
}

/** Checks what can be checked without the store, and hashes the password outside any transaction. */
export async function checkedPassword({ account, name, password }: NewPerson): Promise<string | null> {
  if (!ACCOUNT.test(account)) throw problem('person.account_malformed');
  if (name.trim() === '' || [...name].length > NAME_MAX) throw problem('person.name_malformed');
  if (password === null) return null;
  requireGoodPassword(password);
  return hashPassword(password);
}

/** The rows of a person, inside the caller's transaction; the caller has checked the permission. */
export async function insertPerson(ctx: Context, person: NewPerson, passwordHash: string | null): Promise<string> {
  const { account, grants } = person;
  const id = ctx.newId();
  const inserted = await ctx.db
    .insertInto('person')
    .values({ id, account, name: person.name.normalize('NFC').trim(), password_hash: passwordHash, disabled: 0 })
    .onConflict((conflict) => conflict.column('account').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) throw problem('person.account_taken');
  for (const { role, unit } of grants)
    await ctx.db.insertInto('role_grant').values({ person: id, role, unit }).execute();
  await audit(ctx, 'person.create', { person: id, account, grants: grants.map(({ role, unit }) => ({ role, unit })) });
  return id;
}

/** Sets a new password and ends all sessions of the person, and the links that would set another. Throws `person.not_found`, `password.weak`. */
export async function setPassword(ctx: Context, account: string, password: string): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  requireGoodPassword(password);
  const passwordHash = await hashPassword(password);
  await changePerson(ctx, account, { password_hash: passwordHash }, 'person.set_password');
}

/**
 * Disables a person: no sign-in, no session, no token, no link, no job. The rows stay, for the audit. Throws `person.not_found`, and
 * `person.last_admin` when nobody would be left who administers the province.
 */
export async function disablePerson(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'account.manage', ctx.directory.root().id);
  await changePerson(ctx, account, { disabled: 1 }, 'person.disable');
}

/** Lets a disabled person in again, with the roles there were. Throws `person.not_found`. */
export async function enablePerson(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  await changePerson(ctx, account, { disabled: 0 }, 'person.enable');
}

async function changePerson(
  ctx: Context,
  account: string,
  change: { readonly password_hash: string } | { readonly disabled: number },
  act: AuditAct
): Promise<void> {
  await ctx.gate.run(async (db) => {
    const changed = await db
      .updateTable('person')
      .set(change)
      .where('account', '=', account)
      .returning(['id', 'disabled'])
      .executeTakeFirst();
    if (!changed) throw problem('person.not_found');
    await db.deleteFrom('session').where('person', '=', changed.id).execute();
    await endOneUse({ ...ctx, db }, LINKS_TO_A_PASSWORD, changed.id);
    const jobs = changed.disabled === 1 ? await endJobsOf({ ...ctx, db }, changed.id) : 0;
    await audit({ ...ctx, db }, act, { person: changed.id, ...(jobs > 0 && { jobs_ended: jobs }) });
    if (changed.disabled === 1 && (await administers(ctx, db, changed.id))) await requireSomeAdmin(ctx, db);
  });
}
