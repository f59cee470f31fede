import { createHmac } from 'node:crypto';
import { problem } from '../../../domain/shared/problem.ts';
import type { Device } from '../../auth/device.ts';
import { derivedKey } from '../../auth/seal.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { DELAY_FORGOTTEN_MS, tidySignIn } from './sign-in-tidy.ts';

/** Failures that cost nothing; each one after doubles the wait. With these numbers 17 guesses an hour are looked at. */
const FREE_FAILURES = 5;
const DELAY_MAX_S = 900;
/** Two instances may count the same account at once; the loser looks again. */
const TRIES = 4;

export interface Attempt {
  readonly secret: 'password' | 'second_factor';
  readonly account: string;
  /** A proven device of this account; null for all strangers together. */
  readonly device: Device | null;
}

/**
 * A growing delay by account and device, never a lock: a rival who guesses from elsewhere slows down unknown devices
 * only, and the owner goes on from a device that has signed in before. It stands in the database, so that a restart does
 * not forget it and instances share it. Unknown accounts have theirs like any other.
 */
export async function requireNoDelay(ctx: Context, attempt: Attempt): Promise<void> {
  const row = await rowOf(ctx.db, keyOf(ctx, attempt));
  const waitMs = row ? waitOf(row, ctx.now()) : 0;
  if (waitMs > 0) throw slowDown(waitMs);
}

/**
 * Counts an attempt before its secret is looked at, so that parallel guesses do not get past the count. Throws
 * `sign_in.slow_down` with `seconds` when the account must wait, and what the store throws: then nothing is counted.
 */
export async function countAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  const key = keyOf(ctx, attempt);
  const isFirst = await ctx.gate.run((db) => counted(db, key, ctx.now()));
  if (isFirst) tidySignIn(ctx);
}

/**
 * Takes a right attempt back, inside the caller's transaction. A device starts anew; of strangers only this attempt is
 * taken back, so that the owner's sign-in gives a rival no new guesses.
 */
export async function forgiveAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  const key = keyOf(ctx, attempt);
  if (attempt.device) await ctx.db.deleteFrom('sign_in_delay').where('key', '=', key).execute();
  else
    await ctx.db
      .updateTable('sign_in_delay')
      .set((e) => ({ failures: e('failures', '-', 1), next_at: e.ref('last_at') }))
      .where('key', '=', key)
      .where('failures', '>', 0)
      .execute();
}

/** True when it was the key's first attempt. */
async function counted(db: Db, key: string, now: number): Promise<boolean> {
  for (let i = 0; i < TRIES; i += 1) {
    const row = await rowOf(db, key);
    if (!row) {
      const first = await db
        .insertInto('sign_in_delay')
        .values({ key, failures: 1, last_at: now, next_at: now })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returning('key')
        .executeTakeFirst();
      if (first) return true;
      continue;
    }
    const waitMs = waitOf(row, now);
    if (waitMs > 0) throw slowDown(waitMs);
    const failures = (isFresh(row, now) ? row.failures : 0) + 1;
    const next = await db
      .updateTable('sign_in_delay')
      .set({ failures, last_at: now, next_at: now + delayMs(failures) })
      .where('key', '=', key)
      .where('failures', '=', row.failures)
      .where('last_at', '=', row.last_at)
      .returning('key')
      .executeTakeFirst();
    if (next) return false;
  }
  throw slowDown(1_000);
}

const rowOf = (db: Db, key: string) =>
  db.selectFrom('sign_in_delay').select(['failures', 'last_at', 'next_at']).where('key', '=', key).executeTakeFirst();

interface Times {
  readonly last_at: number;
  readonly next_at: number;
}

/** In both directions: what a clock that ran ahead has written is forgotten too. */
const isFresh = ({ last_at }: Pick<Times, 'last_at'>, now: number): boolean =>
  Math.abs(now - last_at) < DELAY_FORGOTTEN_MS;

/** Never longer than the delay that was set, wherever the clock has gone since. */
const waitOf = (row: Times, now: number): number =>
  isFresh(row, now) ? Math.min(row.next_at - now, row.next_at - row.last_at) : 0;

const delayMs = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES), DELAY_MAX_S) * 1000;

const slowDown = (ms: number) => problem('sign_in.slow_down', { seconds: Math.max(1, Math.ceil(ms / 1000)) });

function keyOf(ctx: Context, { secret, account, device }: Attempt): string {
  const name = `${secret}\n${account}\n${device?.id ?? ''}`;
  return createHmac('sha256', derivedKey(ctx.secret, 'sign-in delay')).update(name).digest('base64url');
}
