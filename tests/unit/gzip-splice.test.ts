import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceAt } from '../../src/lib/server/http/gzip-splice.ts';

const ID = '24940912-6cd8-4ba4-8b51-e614243cf64d';

describe('splicing a value into a compressed page', () => {
  it('gives a gzip member whose checksum and length hold, whatever stands around the value', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 }).filter((part) => !part.includes(ID));
    fc.assert(
      fc.property(text, text, fc.uuid({ version: 4 }), (head, tail, id) => {
        const page = spliceAt(head + ID + tail, ID);
        // gunzip checks CRC-32 and ISIZE itself. Lone surrogates become U+FFFD in both.
        expect(gunzipSync(page.gzip(id))).toEqual(Buffer.from(head + id + tail));
        expect(page.plain(id)).toEqual(Buffer.from(head + id + tail));
      })
    );
  });

  it('keeps one compressed page for any number of values', () => {
    const page = spliceAt(`${'Ông/Bà hài lòng ở mức nào? '.repeat(500)}${ID}</form>`, ID);
    const ids = Array.from({ length: 50 }, () => randomUUID());
    for (const id of ids) expect(gunzipSync(page.gzip(id)).toString()).toContain(`${id}</form>`);
    expect(page.bytes).toBeLessThan(300);
  });

  it('refuses a page that holds the value twice or not at all', () => {
    expect(() => spliceAt(ID + ID, ID)).toThrow('once');
    expect(() => spliceAt('no id', ID)).toThrow('once');
  });

  it('refuses a value of another length, which would break the checksum', () => {
    expect(() => spliceAt(`a${ID}b`, ID).gzip('short')).toThrow('same length');
  });
});
