import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { problem } from '../../domain/shared/problem.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { turns } from './turns.ts';

const LENGTH_MIN = 12;
const LENGTH_MAX = 200;
/** Argon2id (the library's default) by OWASP's first choice: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The machine has two cores; more hashes at once would starve the survey. */
const inTurn = turns({ atOnce: 2, waitingMax: 100 });
/** A flood of strangers fills the queue above; who has signed in on this device before does not wait in it. */
const inKnownTurn = turns({ atOnce: 1, waitingMax: 8 });

/** Why a password is refused: too short, too long, or among the common ones. */
export function requireGoodPassword(password: string): void {
  const letters = [...password.normalize('NFC')];
  const plain = password.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const isCommon =
    COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(plain.replace(/\d+$/, '')) || new Set(letters).size < 5;
  if (letters.length < LENGTH_MIN || letters.length > LENGTH_MAX || isCommon) throw problem('password.weak');
}

/** Hashes a password that `requireGoodPassword` has accepted. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFC'), COST));
}

let dummy: Promise<string> | undefined;

export interface Asking {
  /** The browser proved that the account signed in on it before. */
  readonly known: boolean;
  /** Done when its turn has come, before the hash; what it throws ends the turn. */
  readonly before: () => Promise<void>;
}

/**
 * Whether the password is the hash's. Without a hash it works as long and says no: nobody learns which accounts exist.
 * Throws `store.busy` when too many wait, and what `before` throws.
 */
export async function passwordMatches(stored: string | null, password: string, asking: Asking): Promise<boolean> {
  const text = password.slice(0, LENGTH_MAX).normalize('NFC');
  dummy ??= hash(randomBytes(16).toString('hex'), COST); // not in turn: a full queue would spoil it for ever
  const against = stored ?? (await dummy);
  const matches = await (asking.known ? inKnownTurn : inTurn)(async () => {
    await asking.before();
    return verify(against, text);
  });
  return stored !== null && matches;
}
