import { assert } from '../shared/assert.ts';
import { checkedCodeFrom, parseCheckedCode } from './checked-code.ts';

/**
 * A code that is good for one answer: 10 random characters of Crockford base 32 (50 bits) and a check character. Of
 * 100,000 live codes one guess in 10¹⁰ hits one (RELIABILITY §2.2, rule 1).
 */
const RANDOM_CHARACTERS = 10;

/** Makes a code from at least 10 random bytes, five bits of each. */
export function oneTimeCodeFrom(bytes: Uint8Array): string {
  assert(bytes.length >= RANDOM_CHARACTERS, 'bytes of a one-time code', { length: bytes.length });
  return checkedCodeFrom(bytes.subarray(0, RANDOM_CHARACTERS));
}

/** Reads a code as people type it (`parseCheckedCode`); null when it is none. */
export function parseOneTimeCode(text: string): string | null {
  return parseCheckedCode(text, RANDOM_CHARACTERS + 1);
}

/** The code in groups, for people: `K7Q2 M9XD 4TA`. */
export function groupOneTimeCode(code: string): string {
  return [code.slice(0, 4), code.slice(4, 8), code.slice(8)].join(' ');
}
