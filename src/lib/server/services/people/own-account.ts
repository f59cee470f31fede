import { problem } from '../../../domain/shared/problem.ts';
import { hashPassword, requireGoodPassword } from '../../auth/password.ts';
import type { Actor, Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { endOneUse, LINKS_TO_A_PASSWORD } from '../sign-in/one-use.ts';
import { checkPassword } from '../sign-in/password-check.ts';
import { ownPasskeys, type PasskeyView } from '../sign-in/passkeys.ts';
import { factorsOf, type Factors } from '../sign-in/second-factor.ts';
import { openSession } from '../sign-in/sessions.ts';

export interface SessionView {
  /** What is stored of the session; it opens nothing. */
  readonly id: string;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly isThis: boolean;
}

export interface OwnAccount {
  readonly account: string;
  readonly name: string;
  readonly hasPassword: boolean;
  readonly factors: Factors;
  readonly passkeys: readonly PasskeyView[];
  readonly sessions: readonly SessionView[];
}

const SESSIONS_MAX = 50;

/** The actor's session and person. Throws `access.signed_out` for a token, the program, or nobody. */
function ownSession(ctx: Context): NonNullable<Actor['session']> {
  if (!ctx.actor.session) throw problem('access.signed_out');
  return ctx.actor.session;
}

/** The account name of the actor. Throws `access.signed_out`. */
export async function ownAccountName(ctx: Context): Promise<string> {
  ownSession(ctx);
  const row = await ctx.db
    .selectFrom('person')
    .select('account')
    .where('id', '=', ctx.actor.id)
    .executeTakeFirstOrThrow();
  return row.account;
}

/** Name, factors and sessions of the actor. Throws `access.signed_out`. */
export async function ownAccount(ctx: Context): Promise<OwnAccount> {
  const session = ownSession(ctx);
  const person = await ctx.db
    .selectFrom('person')
    .select(['account', 'name', 'password_hash'])
    .where('id', '=', ctx.actor.id)
    .executeTakeFirstOrThrow();
  const sessions = await ctx.db
    .selectFrom('session')
    .select(['token_hash as id', 'created_at as startedAt', 'seen_at as seenAt'])
    .where('person', '=', ctx.actor.id)
    .orderBy('seen_at', 'desc')
    .limit(SESSIONS_MAX)
    .execute();
  return {
    account: person.account,
    name: person.name,
    hasPassword: person.password_hash !== null,
    factors: await factorsOf(ctx.db, ctx.actor.id),
    passkeys: await ownPasskeys(ctx),
    sessions: sessions.map((one) => ({ ...one, isThis: one.id === session.id }))
  };
}

/** Ends one of the actor's own sessions. Throws `session.not_found` for an unknown one or another's. */
export async function revokeSession(ctx: Context, id: string): Promise<void> {
  ownSession(ctx);
  await ctx.gate.run(async (db) => {
    const ended = await db
      .deleteFrom('session')
      .where('token_hash', '=', id)
      .where('person', '=', ctx.actor.id)
      .returning('person')
      .executeTakeFirst();
    if (!ended) throw problem('session.not_found');
    await audit({ ...ctx, db }, 'session.revoke', { person: ctx.actor.id });
  });
}

/** Ends all of the actor's sessions but this one. */
export async function revokeOtherSessions(ctx: Context): Promise<void> {
  const session = ownSession(ctx);
  await ctx.gate.run(async (db) => {
    await db.deleteFrom('session').where('person', '=', ctx.actor.id).where('token_hash', '!=', session.id).execute();
    await audit({ ...ctx, db }, 'session.revoke', { person: ctx.actor.id, others: true });
  });
}

export interface PasswordChange {
  readonly current: string;
  readonly password: string;
  readonly repeat: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
}

/**
 * Changes the actor's password, ends all sessions, this one too, and the links that would set another, and gives the
 * token of a new session for this browser. That one is as old as the one it replaces: the old password alone makes
 * nobody fresh enough to change the factors.
 * Throws what `checkPassword` throws, `password.mismatch`, `password.weak`.
 */
export async function changeOwnPassword(ctx: Context, sent: PasswordChange): Promise<string> {
  const { startedAt } = ownSession(ctx);
  const account = await ownAccountName(ctx);
  if (sent.password !== sent.repeat) throw problem('password.mismatch');
  requireGoodPassword(sent.password);
  await checkPassword(ctx, { account, password: sent.current, device: sent.device });
  const passwordHash = await hashPassword(sent.password);
  return ctx.gate.run(async (db) => {
    const { id, name } = ctx.actor;
    await db.updateTable('person').set({ password_hash: passwordHash }).where('id', '=', id).execute();
    await db.deleteFrom('session').where('person', '=', id).execute();
    await endOneUse({ ...ctx, db }, LINKS_TO_A_PASSWORD, id);
    await audit({ ...ctx, db }, 'person.set_password', { person: id, by: 'self' });
    return openSession({ ...ctx, db }, { id, name }, 'password', startedAt);
  });
}
