import { isOfProvince, ROLES, type Grant } from '../../../domain/access/policy.ts';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { administers, requireSomeAdmin } from './admin-guard.ts';
import { audit } from '../audit/audit.ts';
import { removeFactors } from '../sign-in/second-factor.ts';

export interface RoleOfPerson {
  readonly account: string;
  readonly role: string;
  readonly unit: string;
}

/** A role of the policy at a unit. Throws `person.role_unknown`, `unit.not_found`, `person.role_of_province`. */
export function parseGrant(ctx: Context, sent: { readonly role: string; readonly unit: string }): Grant {
  const role = ROLES.find((known) => known === sent.role);
  if (!role) throw problem('person.role_unknown');
  const unit = ctx.directory.unit(sent.unit).id;
  if (isOfProvince(role) && unit !== ctx.directory.root().id) throw problem('person.role_of_province');
  return { role, unit };
}

/** Gives a role on a unit; a second time it changes nothing. Throws what `parseGrant` throws, `person.not_found`. */
export async function grantRole(ctx: Context, { account, ...sent }: RoleOfPerson): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const { role, unit } = parseGrant(ctx, sent);
  await changeAccess(ctx, account, 'role.grant', { role, unit }, async ({ db }, person) => {
    await db
      .insertInto('role_grant')
      .values({ person, role, unit })
      .onConflict((conflict) => conflict.columns(['person', 'role', 'unit']).doNothing())
      .execute();
  });
}

/** Takes a role on a unit away. Throws `person.not_found`, `person.last_admin`. */
export async function revokeRole(ctx: Context, { account, role, unit }: RoleOfPerson): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const person = await personOf({ ...ctx, db }, account);
    const wasAdmin = await administers(ctx, db, person);
    await db
      .deleteFrom('role_grant')
      .where('person', '=', person)
      .where('role', '=', role)
      .where('unit', '=', unit)
      .execute();
    await audit({ ...ctx, db }, 'role.revoke', { person, role, unit });
    if (wasAdmin && !(await administers(ctx, db, person))) await requireSomeAdmin(ctx, db);
  });
}

/**
 * Notes the agency a person works for, by its unit; an empty text takes the note away. A reopening of frozen figures needs
 * persons of two agencies. `shown` is the note that the form showed. Throws `unit.not_found`, `person.not_found`,
 * `person.edited`.
 */
export async function setAgency(
  ctx: Context,
  { account, unit, shown }: { readonly account: string; readonly unit: string; readonly shown: string }
): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const agency = unit === '' ? null : ctx.directory.unit(unit).id;
  await changeAccess(ctx, account, 'person.agency', { agency: agency ?? '' }, async ({ db }, person) => {
    const written = await db
      .updateTable('person')
      .set({ agency })
      .where('id', '=', person)
      .where('agency', shown === '' ? 'is' : '=', shown === '' ? null : shown)
      .returning('id')
      .executeTakeFirst();
    if (!written) throw problem('person.edited');
  });
}

/** Ends all sessions of a person. Throws `person.not_found`. */
export async function endSessionsOf(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'account.manage', ctx.directory.root().id);
  await changeAccess(ctx, account, 'person.sessions_end', {}, async ({ db }, person) => {
    await db.deleteFrom('session').where('person', '=', person).execute();
  });
}

/** Takes all second factors of a person away and ends the sessions, after a lost phone. Throws `person.not_found`, `person.last_admin`. */
export async function resetFactorsOf(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const person = await personOf({ db }, account);
    await removeFactors(db, person);
    await db.deleteFrom('session').where('person', '=', person).execute();
    await audit({ ...ctx, db }, 'person.factors_reset', { person });
    if (await administers(ctx, db, person)) await requireSomeAdmin(ctx, db); // a passkey may be all they sign in with
  });
}

/** Lets the next sign-in by the sign-in service that names this account link itself. Throws `oidc.off`, `person.not_found`. */
export async function allowOidc(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const issuer = ctx.config.oidc?.issuer;
  if (issuer === undefined) throw problem('oidc.off');
  await changeAccess(ctx, account, 'oidc.allow', { issuer }, async ({ db }, person) => {
    await db
      .insertInto('oidc_identity')
      .values({ person, issuer, subject: null })
      .onConflict((conflict) => conflict.column('person').doNothing())
      .execute();
  });
}

/** Ends the link to the sign-in service, or the permission to make one. Throws `person.not_found`, `person.last_admin`. */
export async function unlinkOidc(ctx: Context, account: string): Promise<void> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const person = await personOf({ ...ctx, db }, account);
    await db.deleteFrom('oidc_identity').where('person', '=', person).execute();
    await audit({ ...ctx, db }, 'oidc.unlink', { person });
    if (await administers(ctx, db, person)) await requireSomeAdmin(ctx, db);
  });
}

async function changeAccess(
  ctx: Context,
  account: string,
  act: AuditAct,
  details: Readonly<Record<string, string>>,
  work: (ctx: Context, person: string) => Promise<void>
): Promise<void> {
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const person = await personOf(inside, account);
    await work(inside, person);
    await audit(inside, act, { person, ...details });
  });
}

/** The id of an account. Throws `person.not_found`. */
export async function personOf({ db }: Pick<Context, 'db'>, account: string): Promise<string> {
  const row = await db.selectFrom('person').select('id').where('account', '=', account).executeTakeFirst();
  if (!row) throw problem('person.not_found');
  return row.id;
}
