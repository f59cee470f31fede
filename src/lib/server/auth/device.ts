import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '../../domain/shared/time.ts';
import { derivedKey } from './seal.ts';

const VALID_MS = 90 * DAY_MS;

/** A browser on which an account has signed in before. */
export interface Device {
  /** Random; stays the same while its mark is renewed. */
  readonly id: string;
}

export function newDevice(): Device {
  return { id: randomBytes(12).toString('base64url') };
}

/** The device cookie's value: `id.time.signature`. Nobody can make one of an account without signing in to it. */
export function deviceMark(secret: Buffer, account: string, { id }: Device, now: number): string {
  const body = `${id}.${now.toString(36)}`;
  const signature = createHmac('sha256', derivedKey(secret, 'device')).update(`${account}\n${body}`);
  return `${body}.${signature.digest('base64url')}`;
}

/** The device that a mark proves for the account; null when it is another's, older than 90 days, or none. */
export function deviceOf(secret: Buffer, account: string, mark: string | undefined, now: number): Device | null {
  const [id = '', time = ''] = (mark ?? '').split('.');
  const madeAt = Number.parseInt(time, 36);
  if (!Number.isSafeInteger(madeAt) || madeAt > now || now - madeAt > VALID_MS) return null;
  const expected = Buffer.from(deviceMark(secret, account, { id }, madeAt));
  const given = Buffer.from(mark ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected) ? { id } : null;
}
