import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { deviceMark, deviceOf } from '../../../src/lib/server/auth/device.ts';
import { derivedKey, seal, unseal } from '../../../src/lib/server/auth/seal.ts';
import { sealedNote } from '../../../src/lib/server/auth/sealed-note.ts';

const SECRET = Buffer.alloc(32, 7);
const OTHER = Buffer.alloc(32, 8);
const DAY_MS = 86_400_000;

describe('a sealed text', () => {
  it('opens with the same key for the same purpose only', () => {
    const sealed = seal(SECRET, 'totp', 'bí mật');
    expect(unseal(SECRET, 'totp', sealed)).toBe('bí mật');
    expect(unseal(OTHER, 'totp', sealed)).toBeNull();
    expect(unseal(SECRET, 'step', sealed)).toBeNull();
    expect(seal(SECRET, 'totp', 'bí mật')).not.toBe(sealed);
  });

  it('does not open when any byte was changed, or when it is cut', () => {
    const bytes = Buffer.from(seal(SECRET, 'totp', 'bí mật'), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(unseal(SECRET, 'totp', changed.toString('base64url'))).toBeNull();
      expect(unseal(SECRET, 'totp', bytes.subarray(0, i).toString('base64url'))).toBeNull();
    }
  });

  it('has a key of its own for each purpose', () => {
    const keys = ['totp', 'step', 'device'].map((purpose) => derivedKey(SECRET, purpose).toString('hex'));
    expect(new Set([...keys, SECRET.toString('hex')]).size).toBe(4);
  });
});

describe('a sealed note', () => {
  const note = sealedNote('test', 1_000, v.object({ person: v.string() }));

  it('is read until its moment, and not after', () => {
    const text = note.write(SECRET, { person: 'p' }, 5_000);
    expect(note.read(SECRET, text, 5_999)).toEqual({ person: 'p' });
    expect(note.read(SECRET, text, 6_000)).toBeNull();
    expect(note.read(SECRET, undefined, 5_000)).toBeNull();
    expect(note.read(SECRET, 'nonsense', 5_000)).toBeNull();
  });
});

describe('the mark of a device', () => {
  it('proves its account for 90 days, and no other account', () => {
    const mark = deviceMark(SECRET, 'an.nguyen', { id: 'abc' }, 1_000);
    expect(deviceOf(SECRET, 'an.nguyen', mark, 1_000 + 90 * DAY_MS)).toEqual({ id: 'abc' });
    expect(deviceOf(SECRET, 'an.nguyen', mark, 1_001 + 90 * DAY_MS)).toBeNull();
    expect(deviceOf(SECRET, 'binh.tran', mark, 2_000)).toBeNull();
    expect(deviceOf(OTHER, 'an.nguyen', mark, 2_000)).toBeNull();
    const later = mark.replace(/\.[^.]+\./, `.${(2_000).toString(36)}.`);
    expect(deviceOf(SECRET, 'an.nguyen', later, 2_000)).toBeNull();
    for (const nonsense of [undefined, '', '.', '..', 'abc', 'abc.zz']) {
      expect(deviceOf(SECRET, 'an.nguyen', nonsense, 2_000)).toBeNull();
    }
  });
});
