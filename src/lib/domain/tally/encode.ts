import { assert } from '../shared/assert.ts';
import type { Moments } from './moments.ts';

/**
 * A packed row: format byte, length, tokens, checksum. Numbers are LEB128 varints; a token 0 is followed by the length
 * of the run of zeros less one, since most pairs of a fresh cell are zero.
 */
const FORMAT = 1;
const CHECKSUM_BYTES = 4;
const LENGTH_MAX = 100_000;

/** Moments as bytes: one column of one row a cell. */
export function encodeMoments(moments: Moments): Uint8Array {
  assert(moments.length <= LENGTH_MAX, 'a vector of moments is not too long', { length: moments.length });
  const bytes: number[] = [FORMAT];
  pushVarint(bytes, moments.length);
  for (let i = 0; i < moments.length; i += 1) {
    const value = moments[i] ?? 0;
    assert(Number.isSafeInteger(value) && value >= 0, 'moments are safe integers and not negative', { at: i, value });
    pushVarint(bytes, value);
    if (value !== 0) continue;
    const start = i;
    while (i + 1 < moments.length && moments[i + 1] === 0) i += 1;
    pushVarint(bytes, i - start);
  }
  const sum = checksum(bytes);
  for (let shift = 0; shift < 32; shift += 8) bytes.push((sum >>> shift) & 0xff);
  return Uint8Array.from(bytes);
}

/** Bytes as moments. Throws an `Error` when they are cut, changed or not of this format. */
export function decodeMoments(bytes: Uint8Array): number[] {
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  const stored = bytes.subarray(body.length).reduceRight((sum, byte) => ((sum << 8) | byte) >>> 0, 0);
  assert(body.length >= 2 && body[0] === FORMAT, 'packed moments have a known format', { format: bytes[0] });
  assert(checksum(body) === stored, 'packed moments are unchanged', { length: bytes.length });
  const reader = { bytes: body, at: 1 };
  const length = readVarint(reader);
  assert(length <= LENGTH_MAX, 'packed moments are not too long', { length });
  const moments: number[] = [];
  while (moments.length < length) {
    const value = readVarint(reader);
    const zeros = value === 0 ? readVarint(reader) : 0;
    assert(moments.length + zeros < length, 'a run of zeros ends within the vector', { zeros });
    moments.push(value);
    for (let i = 0; i < zeros; i += 1) moments.push(0);
  }
  assert(reader.at === body.length, 'nothing follows the packed moments', { left: body.length - reader.at });
  return moments;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function readVarint(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let place = 1; ; place *= 0x80) {
    const byte = reader.bytes[reader.at];
    assert(byte !== undefined, 'packed moments are complete');
    reader.at += 1;
    value += (byte % 0x80) * place;
    assert(Number.isSafeInteger(value), 'a packed number is a safe integer');
    if (byte < 0x80) return value;
  }
}

/** FNV-1a, 32 bits: each step is a bijection, so that one changed byte always shows. */
function checksum(bytes: Iterable<number>): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
