import { assert } from '../shared/assert.ts';
import type { Moments } from './moments.ts';

/**
 * A packed row: format byte, length, tokens, checksum. Numbers are LEB128 varints; a token 0 is followed by the length
 * of the run of zeros less one, since most pairs of a fresh cell are zero.
 */
const FORMAT = 1;
const CHECKSUM_BYTES = 4;
const LENGTH_MAX = 100_000;
/** Seven bits a byte: 2^53 − 1 takes eight. A run of zeros (1 + 3 bytes) takes less than eight a number. */
const VARINT_BYTES_MAX = 8;
/** Above, the operators on 32-bit integers do not hold. */
const INT_MAX = 0x7fffffff;

/** Moments as bytes: one column of one row a cell. */
export function encodeMoments(moments: Moments): Uint8Array {
  const { length } = moments;
  if (length > LENGTH_MAX) assert(false, 'a vector of moments is not too long', { length });
  const bytes = new Uint8Array(1 + VARINT_BYTES_MAX * (length + 1) + CHECKSUM_BYTES);
  bytes[0] = FORMAT;
  let at = writeVarint(bytes, 1, length);
  for (let i = 0; i < length; i += 1) {
    const value = moments[i] ?? 0;
    if (!Number.isSafeInteger(value) || value < 0) {
      assert(false, 'moments are safe integers and not negative', { at: i, value });
    }
    at = writeVarint(bytes, at, value);
    if (value !== 0) continue;
    const start = i;
    while (i + 1 < length && moments[i + 1] === 0) i += 1;
    at = writeVarint(bytes, at, i - start);
  }
  const sum = checksum(bytes, at);
  for (let shift = 0; shift < 32; shift += 8, at += 1) bytes[at] = (sum >>> shift) & 0xff;
  return bytes.slice(0, at);
}

/**
 * Bytes as moments, all or the first `most` of them. Throws an `Error` when they are cut, changed or not of this format.
 */
export function decodeMoments(bytes: Uint8Array, most = LENGTH_MAX): number[] {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < 2 || bytes[0] !== FORMAT) assert(false, 'packed moments have a known format', { format: bytes[0] });
  if (checksum(bytes, end) !== storedChecksum(bytes, end)) {
    assert(false, 'packed moments are unchanged', { length: bytes.length });
  }
  const reader: Reader = { bytes, at: 1, end };
  const length = readVarint(reader);
  if (length > LENGTH_MAX) assert(false, 'packed moments are not too long', { length });
  const wanted = Math.min(length, most);
  const moments = numbersIn(reader, length, wanted);
  if (wanted === length && reader.at !== end)
    assert(false, 'nothing follows the packed moments', { left: end - reader.at });
  return moments;
}

function numbersIn(reader: Reader, length: number, wanted: number): number[] {
  const moments = new Array<number>(wanted);
  let i = 0;
  while (i < wanted) {
    const value = readVarint(reader);
    moments[i] = value;
    i += 1;
    if (value !== 0) continue;
    const runEnd = i + readVarint(reader);
    if (runEnd > length) assert(false, 'a run of zeros ends within the vector', { runEnd });
    for (; i < runEnd && i < wanted; i += 1) moments[i] = 0;
  }
  return moments;
}

/** A packed number below 2^28 takes at most as many bytes, and so does a run of zeros for each number in it. */
export const PREFIX_BYTES_A_NUMBER = 4;

/** The first numbers of packed moments, from their first bytes alone: unlike the whole, not checked. */
export function decodeFirst(bytes: Uint8Array, wanted: number): number[] {
  if (bytes[0] !== FORMAT) assert(false, 'packed moments have a known format', { format: bytes[0] });
  const reader: Reader = { bytes, at: 1, end: bytes.length };
  const length = readVarint(reader);
  return numbersIn(reader, length, Math.min(length, wanted));
}

/** Writes at `at`, and gives where the next number goes. */
function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  for (; rest > INT_MAX; next += 1) {
    bytes[next] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
  }
  for (; rest >= 0x80; next += 1) {
    bytes[next] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[next] = rest;
  return next + 1;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
}

function readVarint(reader: Reader): number {
  let value = 0;
  for (let place = 1; ; place *= 0x80) {
    if (reader.at >= reader.end) assert(false, 'packed moments are complete');
    const byte = reader.bytes[reader.at] ?? 0;
    reader.at += 1;
    if (byte < 0x80 && place === 1) return byte;
    value += (byte & 0x7f) * place;
    if (!Number.isSafeInteger(value)) assert(false, 'a packed number is a safe integer', { value });
    if (byte < 0x80) return value;
  }
}

/** FNV-1a, 32 bits, of the first bytes: each step is a bijection, so that one changed byte always shows. */
function checksum(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash >>> 0;
}

function storedChecksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = CHECKSUM_BYTES - 1; i >= 0; i -= 1) sum = (sum << 8) | (bytes[at + i] ?? 0);
  return sum >>> 0;
}
