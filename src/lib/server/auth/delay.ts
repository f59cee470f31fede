import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Failures that cost nothing; each one after doubles the wait. */
const FREE_FAILURES = 5;
const DELAY_MAX_S = 300;
const FORGET_MS = 3_600_000;
const BUCKETS_MAX = 10_000;

interface Attempt {
  readonly account: string;
  /** A proven device cookie of this account, or undefined. */
  readonly device: string | undefined;
  readonly now: number;
}

interface Bucket {
  failures: number;
  lastAt: number;
}

/**
 * A growing delay by account and device, never a lock: a rival who guesses from elsewhere slows down unknown devices
 * only, and the owner goes on from a device that has signed in before. In memory and bounded; a restart forgets it.
 */
function growingDelay() {
  const buckets = new Map<string, Bucket>();
  const nameOf = ({ account, device }: Attempt) => `${account}\n${device ?? ''}`;
  const fresh = (attempt: Attempt): Bucket | undefined => {
    const bucket = buckets.get(nameOf(attempt));
    return bucket && attempt.now - bucket.lastAt < FORGET_MS ? bucket : undefined;
  };
  return {
    /** Whole seconds until the next attempt is looked at; 0 = now. */
    secondsLeft(attempt: Attempt): number {
      const bucket = fresh(attempt);
      if (!bucket || bucket.failures < FREE_FAILURES) return 0;
      const delayS = Math.min(2 ** (bucket.failures - FREE_FAILURES), DELAY_MAX_S);
      return Math.max(0, Math.ceil((bucket.lastAt + delayS * 1000 - attempt.now) / 1000));
    },
    failed(attempt: Attempt): void {
      const failures = (fresh(attempt)?.failures ?? 0) + 1;
      buckets.delete(nameOf(attempt)); // to the young end of the map
      buckets.set(nameOf(attempt), { failures, lastAt: attempt.now });
      if (buckets.size > BUCKETS_MAX) for (const oldest of buckets.keys()) return void buckets.delete(oldest);
    },
    succeeded: (attempt: Attempt): void => void buckets.delete(nameOf(attempt))
  };
}

export const signInDelay = growingDelay();

/** A device cookie's value for an account: random, and signed so that nobody can make one without signing in. */
export function deviceMark(secret: Buffer, account: string, nonce = randomBytes(12).toString('base64url')): string {
  return `${nonce}.${createHmac('sha256', secret).update(`device\n${account}\n${nonce}`).digest('base64url')}`;
}

export function isDeviceOf(secret: Buffer, account: string, mark: string): boolean {
  const nonce = mark.split('.')[0] ?? '';
  const expected = Buffer.from(deviceMark(secret, account, nonce));
  const given = Buffer.from(mark);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
