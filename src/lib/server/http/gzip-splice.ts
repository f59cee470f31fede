import { constants, crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import { assert } from '../../domain/shared/assert.ts';

/** A page that is compressed but for one place, into which a value of fixed length is put. */
export interface SplicedPage {
  /** The page as one gzip member with `value` in its place. */
  readonly gzip: (value: string) => Buffer;
  /** The same without compression, for the few clients that do not take gzip. */
  readonly plain: (value: string) => Buffer;
  /** Bytes kept in memory. */
  readonly bytes: number;
}

/** RFC 1952: magic, deflate, no flags, no time, best compression, unknown system. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
const STORED_MAX = 0xffff;

/**
 * Splits a page at the only occurrence of `value`. What stands before it is deflated once, up to a full flush, so that
 * it ends on a byte; the value and what follows it are a stored block of their own. The value should therefore stand
 * near the end of the page: everything behind it travels uncompressed.
 */
export function spliceAt(page: string, value: string): SplicedPage {
  const [head, tail, ...more] = page.split(value);
  assert(head !== undefined && tail !== undefined && more.length === 0, 'the value stands once on the page');
  const before = Buffer.from(head);
  const after = Buffer.from(tail);
  const length = Buffer.byteLength(value);
  assert(length + after.length <= STORED_MAX, 'a stored block', { length: after.length });
  const deflated = deflateRawSync(before, { level: 9, memLevel: 9, finishFlush: constants.Z_FULL_FLUSH });
  const crcBefore = crc32(before);
  const size = before.length + length + after.length;

  const gzip = (filled: string): Buffer => {
    const stored = Buffer.concat([Buffer.from(filled), after]);
    assert(stored.length === length + after.length, 'a value of the same length');
    const frame = Buffer.alloc(5);
    frame.writeUInt8(1); // the final block, stored (RFC 1951, 3.2.4)
    frame.writeUInt16LE(stored.length, 1);
    frame.writeUInt16LE(~stored.length & STORED_MAX, 3);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(stored, crcBefore));
    trailer.writeUInt32LE(size, 4);
    return Buffer.concat([GZIP_HEAD, deflated, frame, stored, trailer]);
  };
  return { gzip, plain: (filled) => gunzipSync(gzip(filled)), bytes: deflated.length + after.length };
}
