import { ROLES, type Grant } from '../../domain/access/policy.ts';
import { problem } from '../../domain/shared/problem.ts';
import { deviceMark, isDeviceOf, signInDelay } from '../auth/delay.ts';
import { passwordMatches } from '../auth/password.ts';
import { newToken, tokenHash } from '../auth/token.ts';
import type { Actor, Context } from '../context.ts';
import type { Db } from '../db/connect.ts';
import { audit } from './audit.ts';
import { log } from '../log.ts';

const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
/** `seen_at` is written at most this often, so that reading pages is not writing. */
const SEEN_STEP_MS = 60_000;

export interface SignIn {
  readonly account: string;
  readonly password: string;
  /** Value of the device cookie, if the browser has one. */
  readonly device: string | undefined;
  /** The session the browser had before; it ends with the sign-in. */
  readonly oldToken: string | undefined;
}

/**
 * Signs a person in. Throws `sign_in.failed`, the same after the same time for an unknown account, a disabled one and a
 * wrong password; `sign_in.slow_down` with `seconds` after repeated failures; `store.busy` when too many sign in at
 * once, of whom those with a device cookie of the account wait apart.
 */
export async function signIn(ctx: Context, sent: SignIn): Promise<{ readonly token: string; readonly device: string }> {
  const account = sent.account.trim().toLowerCase().slice(0, 80);
  const device = sent.device !== undefined && isDeviceOf(ctx.secret, account, sent.device) ? sent.device : undefined;
  const attempt = { account, device, now: ctx.now() };
  const seconds = signInDelay.secondsLeft(attempt);
  if (seconds > 0) throw problem('sign_in.slow_down', { seconds });
  signInDelay.failed(attempt); // counted before the slow hash, so that parallel guesses do not get past the count
  const person = await ctx.db
    .selectFrom('person')
    .select(['id', 'name', 'password_hash', 'disabled'])
    .where('account', '=', account)
    .executeTakeFirst();
  const isRight = await passwordMatches(person?.password_hash ?? null, sent.password, { known: device !== undefined });
  if (!person || person.disabled !== 0 || !isRight) throw problem('sign_in.failed');
  signInDelay.succeeded(attempt);
  if (sent.oldToken !== undefined) await signOut(ctx, sent.oldToken);
  return { token: await startSession(ctx, person), device: device ?? deviceMark(ctx.secret, account) };
}

/** Opens a session of a person whom the caller has authenticated; gives its token, which is stored only as a hash. */
export async function startSession(
  ctx: Context,
  person: { readonly id: string; readonly name: string }
): Promise<string> {
  const token = newToken();
  const now = ctx.now();
  await ctx.gate.run(async (db) => {
    await db
      .deleteFrom('session')
      .where('created_at', '<', now - ABSOLUTE_MS)
      .execute();
    await db
      .insertInto('session')
      .values({ token_hash: tokenHash(token), person: person.id, created_at: now, seen_at: now })
      .execute();
    await audit({ ...ctx, db, actor: { ...person, grants: [] } }, 'session.start', { person: person.id });
  });
  return token;
}

/** The person of a living session; null when it is unknown, idle for 30 minutes, 12 hours old, or the person disabled. */
export async function actorOfSession(ctx: Context, token: string): Promise<Actor | null> {
  const hash = tokenHash(token);
  const found = await ctx.db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person')
    .select(['person.id', 'person.name', 'session.created_at', 'session.seen_at'])
    .where('session.token_hash', '=', hash)
    .where('person.disabled', '=', 0)
    .executeTakeFirst();
  const now = ctx.now();
  if (!found || now - found.seen_at > IDLE_MS || now - found.created_at > ABSOLUTE_MS) return null;
  if (now - found.seen_at > SEEN_STEP_MS) {
    // Nobody waits for it: a store that cannot write must still show pages.
    ctx.gate
      .run((db) => db.updateTable('session').set({ seen_at: now }).where('token_hash', '=', hash).execute())
      .catch((error: unknown) => log().error({ err: error }, 'session: cannot write seen_at'));
  }
  return { id: found.id, name: found.name, grants: await grantsOf(ctx.db, found.id) };
}

/** Ends a session on the server; an unknown one is ended already. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  const hash = tokenHash(token);
  await ctx.gate.run((db) => db.deleteFrom('session').where('token_hash', '=', hash).execute());
}

/** The roles of a person by unit. A role that the policy does not know gives nothing. */
export async function grantsOf(db: Db, person: string): Promise<readonly Grant[]> {
  const rows = await db.selectFrom('role_grant').select(['role', 'unit']).where('person', '=', person).execute();
  return rows.flatMap(({ role: name, unit }) => {
    const role = ROLES.find((known) => known === name);
    return role ? [{ role, unit }] : [];
  });
}
