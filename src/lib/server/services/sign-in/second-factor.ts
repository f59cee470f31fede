import type { Db } from '../../db/connect.ts';
import type { Context } from '../../context.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { audit } from '../audit/audit.ts';

const SETTING = 'second_factor';
/** Who signed in longer ago proves again who they are before the factors change. */
const FRESH_MS = 15 * 60_000;

/** What a person signs in with beside the password. */
export interface Factors {
  readonly totp: boolean;
  readonly passkeys: number;
  /** Recovery codes that are not used yet. */
  readonly codesLeft: number;
}

export async function factorsOf(db: Db, person: string): Promise<Factors> {
  const totp = await db.selectFrom('totp').select('person').where('person', '=', person).executeTakeFirst();
  const passkeys = await db.selectFrom('passkey').select('id').where('person', '=', person).execute();
  const codes = await db
    .selectFrom('recovery_code')
    .select('code_hash')
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute();
  return { totp: totp !== undefined, passkeys: passkeys.length, codesLeft: codes.length };
}

export async function hasSecondFactor(db: Db, person: string): Promise<boolean> {
  const { totp, passkeys } = await factorsOf(db, person);
  return totp || passkeys > 0;
}

/** Whether this installation asks who manages for a second factor: set at the first set-up, not in a demo. */
export async function isSecondFactorRequired(db: Db): Promise<boolean> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', SETTING).executeTakeFirst();
  return row?.value === 'required';
}

/** Makes the second factor a duty of everybody who manages, inside the caller's transaction. */
export async function requireSecondFactors(ctx: Context): Promise<void> {
  await ctx.db
    .insertInto('setting')
    .values({ name: SETTING, value: 'required' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: 'required' }))
    .execute();
  await audit(ctx, 'second_factor.require', {});
}

/** Ends the recovery codes of a person who has no second factor left, inside the caller's transaction. */
export async function endIdleCodes(db: Db, person: string): Promise<void> {
  if (await hasSecondFactor(db, person)) return;
  await db.deleteFrom('recovery_code').where('person', '=', person).execute();
}

/** Takes all second factors of a person away, inside the caller's transaction; the caller audits why. */
export async function removeFactors(db: Db, person: string): Promise<void> {
  await db.deleteFrom('totp').where('person', '=', person).execute();
  await db.deleteFrom('recovery_code').where('person', '=', person).execute();
  await db.deleteFrom('passkey').where('person', '=', person).execute();
}

/**
 * First line of what changes one's own factors: throws `access.signed_out` without a session of a person, and
 * `access.sign_in_again` when it began over 15 minutes ago: a session left open must not add somebody else's key.
 */
export function requireFreshSession(ctx: Context): void {
  const { session } = ctx.actor;
  if (!session) throw problem('access.signed_out');
  if (ctx.now() - session.startedAt > FRESH_MS) throw problem('access.sign_in_again');
}
