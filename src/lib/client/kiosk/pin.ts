import type { KioskSettings } from '../../domain/kiosk/package.ts';
import { hexOf } from './chain.ts';

/** Whether a PIN is the one that leaves the kiosk. */
export async function isPin(typed: string, { salt, hash, rounds }: KioskSettings['pin']): Promise<boolean> {
  const bytes = new Uint8Array((salt.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(typed), 'PBKDF2', false, ['deriveBits']);
  const derived = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytes, iterations: rounds },
    key,
    256
  );
  return hexOf(new Uint8Array(derived)) === hash;
}
