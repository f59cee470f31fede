import { assert } from '../shared/assert.ts';

/**
 * Codes that people type: random characters of Crockford base 32, five bits each, and a check character.
 *
 * The check is a weighted sum over the field GF(32), polynomial x⁵ + x² + 1: character i from the right counts 2ⁱ
 * times, and the sum of a true code is 11. The weights of up to 31 characters differ and none is zero, so a wrong
 * character changes the sum by w·(a + b) ≠ 0, and two characters changed about by (w + v)·(a + b) ≠ 0: every
 * substitution and every transposition, neighbours or not, is found. Luhn mod 32 misses the pair 0, Z; Crockford's own
 * check needs five more symbols.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Not zero, so that `00000000` is no code; 11, so that the `K7Q2M9XD` of the documents is one. */
const TRUE_SUM = 11;
const TYPED_MAX = 64;

/** Makes a code of a byte for each random character. 256 is a multiple of 32: all codes are equally likely. */
export function checkedCodeFrom(bytes: Uint8Array): string {
  assert(bytes.length > 0 && bytes.length < 31, 'bytes of a code', { length: bytes.length });
  const digits = [...bytes].map((byte) => byte & 31);
  // The check character has the weight 1, so it is what the sum still lacks (in GF(32) minus is plus).
  return [...digits, weightedSum([...digits, 0]) ^ TRUE_SUM].map((digit) => ALPHABET.charAt(digit)).join('');
}

/**
 * Reads a code of `length` characters as people type it: any case, full-width letters, O for 0, I and L for 1, with
 * spaces and hyphens. Null when the length is another, a character is not of the alphabet, or the check fails.
 */
export function parseCheckedCode(text: string, length: number): string | null {
  if (text.length > TYPED_MAX) return null;
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const digits = [...code].map((character) => ALPHABET.indexOf(character));
  return digits.length === length && !digits.includes(-1) && weightedSum(digits) === TRUE_SUM ? code : null;
}

/** Horner's rule from the left: each step doubles what stands before, so the last character weighs 1. */
function weightedSum(digits: readonly number[]): number {
  return digits.reduce((sum, digit) => doubled(sum) ^ digit, 0);
}

/** Twice a number of GF(32): shift, then reduce by x⁵ = x² + 1. */
function doubled(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? shifted ^ 0b100101 : shifted;
}
