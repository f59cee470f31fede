import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupCode, linkCodeFrom, parseLinkCode } from '../../../src/lib/domain/organisation/link-code.ts';

const ALPHABET = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const MALFORMED = { ok: false, problem: 'link.malformed' };
const aCode = fc.uint8Array({ minLength: 7, maxLength: 7 }).map(linkCodeFrom);
const replaced = (code: string, index: number, by: string) => code.slice(0, index) + by + code.slice(index + 1);

describe('a link code', () => {
  it('is 7 characters from the bytes and a check worked by hand', () => {
    // Digits 0 0 0 0 0 0 1, weight 2 for the seventh: the sum so far is 2, and 2 xor 11 = 9.
    expect(linkCodeFrom(Uint8Array.of(0, 0, 0, 0, 0, 0, 1))).toBe('00000019');
    // The first weighs 2⁷ = 128 = 20 in GF(32): 20 xor 11 = 31, the last of the alphabet.
    expect(linkCodeFrom(Uint8Array.of(1, 0, 0, 0, 0, 0, 0))).toBe('1000000Z');
  });

  it('takes five bits of each byte and needs seven bytes', () => {
    expect(linkCodeFrom(Uint8Array.of(33, 32, 64, 96, 128, 160, 224))).toBe('1000000Z');
    expect(() => linkCodeFrom(new Uint8Array(6))).toThrow('bytes of a link code');
  });

  it('is read back as it was made', () => {
    fc.assert(
      fc.property(aCode, (code) => {
        expect(parseLinkCode(code)).toEqual({ ok: true, code });
      })
    );
  });

  it('is the example of the documents, and never eight zeros', () => {
    expect(parseLinkCode('K7Q2M9XD')).toEqual({ ok: true, code: 'K7Q2M9XD' });
    expect(parseLinkCode('00000000')).toEqual(MALFORMED);
  });

  it.each(['k7q2 m9xd', ' K7Q2-M9XD ', 'K7Q2–M9XD', 'K7Q2\u00a0M9XD', 'Ｋ７Ｑ２Ｍ９ＸＤ'])(
    'is read from %j',
    (text) => {
      expect(parseLinkCode(text)).toEqual({ ok: true, code: 'K7Q2M9XD' });
    }
  );

  it('takes O for 0, I and L for 1', () => {
    for (const text of ['iooooooz', 'LOOOOOOZ', '1000000z'])
      expect(parseLinkCode(text)).toEqual({ ok: true, code: '1000000Z' });
  });

  it.each(['', 'K7Q2M9X', 'K7Q2M9XD0', 'U7Q2M9XD', 'Ư7Q2M9XD', 'K7Q2/M9XD', 'K'.repeat(10_000)])(
    'is malformed as %j',
    (text) => expect(parseLinkCode(text)).toEqual(MALFORMED)
  );

  it('shows every single wrong character', () => {
    fc.assert(
      fc.property(aCode, (code) => {
        for (let index = 0; index < 8; index++)
          for (const by of ALPHABET)
            if (by !== code[index]) expect(parseLinkCode(replaced(code, index, by)).ok).toBe(false);
      }),
      { numRuns: 200 }
    );
  });

  it('shows every two neighbours changed about, for all 32 × 31 pairs at each place', () => {
    const seen = new Set<string>();
    for (let place = 0; place < 7; place++)
      for (let first = 0; first < 32; first++)
        for (let second = 0; second < 32; second++) {
          const bytes = Uint8Array.of(3, 14, 15, 9, 26, 5, 31);
          bytes[place] = first;
          if (place < 6) bytes[place + 1] = second;
          const code = linkCodeFrom(bytes);
          const changed = replaced(replaced(code, place, code.charAt(place + 1)), place + 1, code.charAt(place));
          if (changed !== code) expect(parseLinkCode(changed).ok, `${code} → ${changed}`).toBe(false);
          seen.add(`${place}${code.slice(place, place + 2)}`);
        }
    expect(seen.size).toBeGreaterThanOrEqual(6 * 32 * 32);
  });

  it('shows any two characters changed about, at any distance', () => {
    fc.assert(
      fc.property(aCode, fc.nat(7), fc.nat(7), (code, one, other) => {
        const changed = replaced(replaced(code, one, code.charAt(other)), other, code.charAt(one));
        expect(parseLinkCode(changed).ok).toBe(changed === code);
      }),
      { numRuns: 2000 }
    );
  });

  it('is grouped for people, and the group is read back', () => {
    expect(groupCode('K7Q2M9XD')).toBe('K7Q2 M9XD');
    expect(parseLinkCode(groupCode('K7Q2M9XD')).ok).toBe(true);
  });
});
