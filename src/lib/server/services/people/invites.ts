import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import { deviceMark, newDevice } from '../../auth/device.ts';
import { hashPassword, requireGoodPassword } from '../../auth/password.ts';
import { tokenHash } from '../../auth/token.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { endOneUse, LINKS_TO_A_PASSWORD, makeOneUse, useOneUse } from '../sign-in/one-use.ts';
import { checkedPassword, insertPerson } from './people.ts';
import { parseGrant, personOf } from './person-access.ts';
import { hasSecondFactor, removeFactors } from '../sign-in/second-factor.ts';
import { openSession } from '../sign-in/sessions.ts';

const LIFE_MS = 7 * DAY_MS;

/** A one-use link to be printed or handed over: it is shown once. */
export interface Invite {
  readonly account: string;
  readonly name: string;
  readonly url: string;
  readonly expiresAt: number;
}

export interface NewInvite {
  readonly account: string;
  readonly name: string;
  readonly role: string;
  readonly unit: string;
  /** The unit whose agency the person works for; empty for the unit of the role, where it is not the whole province. */
  readonly agency?: string;
}

/** Adds a person without a password, and the link by which they choose one. Throws what `createPerson` and `parseGrant` throw. */
export async function invitePerson(ctx: Context, sent: NewInvite): Promise<Invite> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const grant = parseGrant(ctx, sent);
  const agency = agencyOf(ctx, grant.unit, sent.agency ?? '');
  const person = { account: sent.account.trim(), name: sent.name, password: null, grants: [grant] };
  await checkedPassword(person);
  return ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const id = await insertPerson(inside, person, null);
    if (agency !== null) {
      await db.updateTable('person').set({ agency }).where('id', '=', id).execute();
      await audit(inside, 'person.agency', { person: id, agency });
    }
    return inviteLink(inside, { id, account: person.account, name: sent.name.trim() });
  });
}

/** The province is no agency: two persons of it may be of two, so it is left to be noted. Throws `unit.not_found`. */
function agencyOf({ directory }: Context, unit: string, chosen: string): string | null {
  if (chosen !== '') return directory.unit(chosen).id;
  return unit === directory.root().id ? null : unit;
}

/** A link for a lost password; it ends the earlier ones. The old password works until it is used. Throws `person.not_found`. */
export async function inviteAgain(ctx: Context, account: string): Promise<Invite> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  return ctx.gate.run(async (db) => {
    const id = await personOf({ db }, account);
    const { name } = await db.selectFrom('person').select('name').where('id', '=', id).executeTakeFirstOrThrow();
    return inviteLink({ ...ctx, db }, { id, account, name });
  });
}

/** A new link of a person inside the caller's transaction; the caller has checked the permission. */
export async function inviteLink(ctx: Context, person: { id: string; account: string; name: string }): Promise<Invite> {
  const expiresAt = ctx.now() + LIFE_MS;
  await endOneUse(ctx, LINKS_TO_A_PASSWORD, person.id);
  const token = await makeOneUse(ctx, { purpose: 'invite', person: person.id, expiresAt });
  await audit(ctx, 'person.invite', { person: person.id });
  return { account: person.account, name: person.name, url: inviteUrl(ctx, token), expiresAt };
}

export function inviteUrl({ config }: Pick<Context, 'config'>, token: string): string {
  return `${config.publicOrigin}/invite/${token}`;
}

/** Whose link it is. Throws `invite.over` when it was used, has expired, or was never one. */
export async function openInvite(
  ctx: Context,
  token: string
): Promise<{ readonly name: string; readonly account: string }> {
  const found = await ctx.db
    .selectFrom('one_use_link')
    .innerJoin('person', 'person.id', 'one_use_link.person')
    .select(['person.name', 'person.account'])
    .where('token_hash', '=', tokenHash(token))
    .where('purpose', 'in', LINKS_TO_A_PASSWORD)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.now())
    .where('person.disabled', '=', 0)
    .executeTakeFirst();
  if (!found) throw problem('invite.over');
  return found;
}

export interface Accepted {
  /** Null where a second factor is still asked for: the person signs in with the new password. */
  readonly session: { readonly token: string; readonly device: string } | null;
}

/**
 * Sets the password and burns the link in one transaction; all earlier sessions end. The link of a recovery takes the
 * second factors away too. Throws `invite.over`, `password.mismatch`, `password.weak`.
 */
export async function acceptInvite(
  ctx: Context,
  token: string,
  sent: { readonly password: string; readonly repeat: string }
): Promise<Accepted> {
  const { account } = await openInvite(ctx, token);
  if (sent.password !== sent.repeat) throw problem('password.mismatch');
  requireGoodPassword(sent.password);
  const passwordHash = await hashPassword(sent.password);
  const session = await ctx.gate.run(async (db) => {
    const used = await useOneUse({ ...ctx, db }, LINKS_TO_A_PASSWORD, token);
    if (!used?.person) throw problem('invite.over');
    const person = await db
      .updateTable('person')
      .set({ password_hash: passwordHash })
      .where('id', '=', used.person)
      .where('disabled', '=', 0)
      .returning(['id', 'name'])
      .executeTakeFirst();
    if (!person) throw problem('invite.over');
    const inside = { ...ctx, db, actor: { ...person, grants: [] } };
    if (used.purpose === 'recover') await removeFactors(db, person.id);
    await db.deleteFrom('session').where('person', '=', person.id).execute();
    await audit(inside, 'person.set_password', { person: person.id, by: used.purpose });
    return (await hasSecondFactor(db, person.id)) ? null : openSession(inside, person, 'link');
  });
  const device = deviceMark(ctx.secret, account, newDevice(), ctx.now());
  return { session: session === null ? null : { token: session, device } };
}
