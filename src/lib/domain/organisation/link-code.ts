import { assert } from '../shared/assert.ts';

/**
 * The code of a link: 7 random characters of Crockford base 32 (35 bits) and a check character, e.g. `K7Q2M9XD`.
 *
 * The check is a weighted sum over the field GF(32), polynomial x⁵ + x² + 1: character i from the right counts 2ⁱ
 * times, and the sum of a true code is 11. The eight weights differ and none is zero, so a wrong character
 * changes the sum by w·(a + b) ≠ 0, and two characters changed about by (w + v)·(a + b) ≠ 0: every substitution and
 * every transposition, neighbours or not, is found. Luhn mod 32 misses the pair 0, Z; Crockford's own check
 * needs five more symbols.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 7;
const WEIGHTS = [20, 10, 5, 16, 8, 4, 2, 1] as const;
/** Not zero, so that `00000000` is no code; 11, so that the `K7Q2M9XD` of the documents is one. */
const TRUE_SUM = 11;

export type ParsedLinkCode =
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly problem: 'link.malformed' };

/** Makes a code from at least 7 random bytes, five bits of each. 256 is a multiple of 32: all codes are equally likely. */
export function linkCodeFrom(bytes: Uint8Array): string {
  assert(bytes.length >= RANDOM_CHARACTERS, 'bytes of a link code', { length: bytes.length });
  const digits = [...bytes.subarray(0, RANDOM_CHARACTERS)].map((byte) => byte & 31);
  // The check character has the weight 1, so it is what the sum still lacks (in GF(32) minus is plus).
  return [...digits, weightedSum(digits) ^ TRUE_SUM].map((digit) => ALPHABET.charAt(digit)).join('');
}

/**
 * Reads a code as people type it: any case, full-width letters, O for 0, I and L for 1, with spaces and hyphens.
 * `link.malformed` when it has not 8 characters, a character is not of the alphabet, or the check fails.
 */
export function parseLinkCode(text: string): ParsedLinkCode {
  if (text.length > 64) return { ok: false, problem: 'link.malformed' };
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const digits = [...code].map((character) => ALPHABET.indexOf(character));
  const isCode = digits.length === RANDOM_CHARACTERS + 1 && !digits.includes(-1) && weightedSum(digits) === TRUE_SUM;
  return isCode ? { ok: true, code } : { ok: false, problem: 'link.malformed' };
}

/** The code in two groups of four, for people: `K7Q2 M9XD`. */
export function groupCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

function weightedSum(digits: readonly number[]): number {
  return digits.reduce((sum, digit, index) => sum ^ product(WEIGHTS[index] ?? 0, digit), 0);
}

/** The product in GF(32): multiply without carry, then reduce by x⁵ = x² + 1. */
function product(a: number, b: number): number {
  let result = 0;
  for (let bit = 0; bit < 5; bit++) if ((b >> bit) & 1) result ^= a << bit;
  for (let bit = 9; bit >= 5; bit--) if ((result >> bit) & 1) result ^= 0b100101 << (bit - 5);
  return result;
}
