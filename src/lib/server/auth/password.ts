import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { problem } from '../../domain/shared/problem.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

const LENGTH_MIN = 12;
const LENGTH_MAX = 200;
/** Argon2id (the library's default) by OWASP's first choice: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The machine has two cores; more hashes at once would starve the survey. */
const AT_ONCE = 2;
const WAITING_MAX = 100;

let running = 0;
const waiting: (() => void)[] = [];

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

/** Whether the password is the hash's. Without a hash it works as long and says no: nobody learns which accounts exist. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const text = password.slice(0, LENGTH_MAX).normalize('NFC');
  dummy ??= hashPassword(randomBytes(16).toString('hex'));
  const against = stored ?? (await dummy);
  const matches = await inTurn(() => verify(against, text));
  return stored !== null && matches;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw problem('store.busy');
    await new Promise<void>((resolve) => waiting.push(resolve)); // its place is handed over, not freed
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
