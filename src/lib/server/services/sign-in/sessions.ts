import { manages, ROLES, type Grant } from '../../../domain/access/policy.ts';
import { newToken, tokenHash } from '../../auth/token.ts';
import type { Actor, Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { audit } from '../audit/audit.ts';
import { hasSecondFactor, isSecondFactorRequired } from './second-factor.ts';
import { SESSION_MS } from './sign-in-tidy.ts';
import { log } from '../../log.ts';

const IDLE_MS = 30 * 60_000;
/** `seen_at` is written at most this often, so that reading pages is not writing. */
const SEEN_STEP_MS = 60_000;
/** A session from further ahead is refused: the clock has gone back, and nobody knows how old it is. */
const AHEAD_MAX_MS = 5 * 60_000;

/** How somebody proved who they are, for the audit. */
export type SignInMethod = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'oidc' | 'link';

interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** Opens a session of a person whom the caller has authenticated; gives its token, which is stored only as a hash. */
export function startSession(ctx: Context, person: Somebody): Promise<string> {
  return ctx.gate.run((db) => openSession({ ...ctx, db }, person, 'link'));
}

/** The same inside the caller's transaction; `startedAt` where it goes on for one that began earlier. */
export async function openSession(
  ctx: Context,
  person: Somebody,
  method: SignInMethod,
  startedAt = ctx.now()
): Promise<string> {
  const token = newToken();
  await ctx.db
    .insertInto('session')
    .values({ token_hash: tokenHash(token), person: person.id, created_at: startedAt, seen_at: ctx.now() })
    .execute();
  await audit({ ...ctx, actor: person }, 'session.start', { person: person.id, method });
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
  if (!found || now - found.seen_at > IDLE_MS || now - found.created_at > SESSION_MS) return null;
  if (found.seen_at - now > AHEAD_MAX_MS) return null;
  if (now - found.seen_at > SEEN_STEP_MS) {
    // Nobody waits for it: a store that cannot write must still show pages.
    ctx.gate
      .run((db) => db.updateTable('session').set({ seen_at: now }).where('token_hash', '=', hash).execute())
      .catch((error: unknown) => log().error({ err: error }, 'session: cannot write seen_at'));
  }
  const grants = await grantsOf(ctx.db, found.id);
  return {
    ...{ id: found.id, name: found.name, grants },
    session: { id: hash, startedAt: found.created_at },
    lacksSecondFactor: await lacksSecondFactor(ctx.db, found.id, grants)
  };
}

/** Whether somebody who manages still has to add a second factor before anything else. */
async function lacksSecondFactor(db: Db, person: string, grants: readonly Grant[]): Promise<boolean> {
  return manages(grants) && (await isSecondFactorRequired(db)) && !(await hasSecondFactor(db, person));
}

/** Ends a session on the server; an unknown one is ended already. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  await ctx.gate.run((db) => endSession(db, token));
}

/** The same inside the caller's transaction. */
export async function endSession(db: Db, token: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash(token)).execute();
}

/** The roles of a person by unit. A role that the policy does not know gives nothing. */
export async function grantsOf(db: Db, person: string): Promise<readonly Grant[]> {
  const rows = await db.selectFrom('role_grant').select(['role', 'unit']).where('person', '=', person).execute();
  return rows.flatMap(({ role: name, unit }) => {
    const role = ROLES.find((known) => known === name);
    return role ? [{ role, unit }] : [];
  });
}
