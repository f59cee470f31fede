import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  groupOneTimeCode,
  oneTimeCodeFrom,
  parseOneTimeCode
} from '../../../src/lib/domain/organisation/one-time-code.ts';
import { fitsOneMessage, returnMessage } from '../../../src/lib/domain/organisation/return-message.ts';
import { codeHasher } from '../../../src/lib/server/services/codes/response-codes.ts';
import { codeThrottle } from '../../../src/lib/server/services/codes/code-throttle.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LIVE = 100_000;
const FORGED = 500_000;
const ALTERED = 500_000;

/** A thousand blocks of bytes at a time, always the same: AES of zeros under a key of the name. */
const bytesFrom = (name: string) => {
  const key = createHash('sha256').update(name).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  let block = Buffer.alloc(0);
  return (): Buffer => {
    if (block.length < 16) block = stream.update(Buffer.alloc(16_000));
    const next = block.subarray(0, 16);
    block = block.subarray(16);
    return next;
  };
};

describe('a one-time code', () => {
  it('is ten characters from the bytes and a check worked by hand', () => {
    // The tenth weighs 2, as the seventh of a link's code does: 2 xor 11 = 9.
    expect(oneTimeCodeFrom(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1))).toBe('00000000019');
    // The first weighs 2¹⁰: 32 = 5, so 1024 = 32 · 32 = 5 · 5 = x⁴ + 1 = 17 in GF(32): 17 xor 11 = 26.
    expect(oneTimeCodeFrom(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBe('1000000000T');
    expect(() => oneTimeCodeFrom(new Uint8Array(9))).toThrow('bytes of a one-time code');
  });

  it('is read as people type it, in groups too', () => {
    const code = oneTimeCodeFrom(bytesFrom('typed')());
    expect(parseOneTimeCode(groupOneTimeCode(code).toLowerCase())).toBe(code);
    for (const text of ['', 'K7Q2M9XD', code.slice(1), `${code}0`, 'Ư'.repeat(11)]) {
      expect(parseOneTimeCode(text)).toBeNull();
    }
  });

  it('is none of a million that are forged or altered, beside 100,000 live ones', { timeout: 180_000 }, () => {
    const hash = codeHasher(Buffer.alloc(32, 7));
    const [forged, altered, bytes] = [bytesFrom('forged'), bytesFrom('altered'), bytesFrom('live')];
    const codes = Array.from({ length: LIVE }, () => oneTimeCodeFrom(bytes()));
    const live = new Set(codes.map(hash));
    expect(live.size).toBe(LIVE);
    const isAccepted = (text: string) => {
      const code = parseOneTimeCode(text);
      return code !== null && live.has(hash(code));
    };
    let accepted = 0;
    for (let i = 0; i < FORGED; i++) if (isAccepted(oneTimeCodeFrom(forged()))) accepted += 1;
    for (let i = 0; i < ALTERED; i++) {
      const code = codes[i % LIVE] ?? '';
      const [place = 0, by = 0] = altered();
      const at = place % code.length;
      const other = ALPHABET.replace(code.charAt(at), '').charAt(by % 31);
      if (isAccepted(code.slice(0, at) + other + code.slice(at + 1))) accepted += 1;
    }
    expect(accepted).toBe(0);
    expect(codes.slice(0, 1_000).every(isAccepted)).toBe(true);
  });

  it('is slowed down by its first characters and by all failures, and never by who asks', () => {
    const throttle = codeThrottle();
    for (let i = 0; i < 20; i++) {
      expect(throttle.mustWait('AB000000000', 0)).toBe(false);
      throttle.failed('AB000000000', 0);
    }
    expect([throttle.mustWait('AB111111111', 59_999), throttle.mustWait('AC000000000', 59_999)]).toEqual([true, false]);
    expect(throttle.mustWait('AB111111111', 60_000)).toBe(false);
    // Under attack a prefix has two failures: of a minute of guesses, however many, some 4,000 are looked at.
    const guesses = bytesFrom('guess');
    let looked = 0;
    for (let i = 0; i < 50_000; i++) {
      const guess = oneTimeCodeFrom(guesses());
      if (throttle.mustWait(guess, 60_000)) continue;
      looked += 1;
      throttle.failed(guess, 60_000);
    }
    expect(looked).toBeLessThan(4_100);
  });
});

describe('the message that tells of a result', () => {
  it('is one text message without diacritics, with the longest host and a one-time code', () => {
    const host = 'danhgiahailong.trungtamphucvuhanhchinhcong.langson.gov.vn';
    const message = returnMessage(`https://${host}/s/K7Q2M9XD?c=00000000019`);
    expect(message.length).toBeLessThanOrEqual(160);
    expect(fitsOneMessage(message)).toBe(true);
    expect(fitsOneMessage(`${message}/a/longer/address`)).toBe(false);
    expect(fitsOneMessage('Mời Ông/Bà')).toBe(false);
  });
});
