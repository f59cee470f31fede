import { assert } from '../shared/assert.ts';
import { checkedCodeFrom, parseCheckedCode } from './checked-code.ts';

/** The code of a link: 7 random characters of Crockford base 32 (35 bits) and a check character, e.g. `K7Q2M9XD`. */
const RANDOM_CHARACTERS = 7;

export type ParsedLinkCode =
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly problem: 'link.malformed' };

/** Makes a code from at least 7 random bytes, five bits of each. */
export function linkCodeFrom(bytes: Uint8Array): string {
  assert(bytes.length >= RANDOM_CHARACTERS, 'bytes of a link code', { length: bytes.length });
  return checkedCodeFrom(bytes.subarray(0, RANDOM_CHARACTERS));
}

/** Reads a code as people type it (`parseCheckedCode`); `link.malformed` when it is none. */
export function parseLinkCode(text: string): ParsedLinkCode {
  const code = parseCheckedCode(text, RANDOM_CHARACTERS + 1);
  return code === null ? { ok: false, problem: 'link.malformed' } : { ok: true, code };
}

/** The code in two groups of four, for people: `K7Q2 M9XD`. */
export function groupCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
