import { createHmac } from 'node:crypto';

/**
 * An id in the shape of a UUIDv4 that is an HMAC of what it is made from: the same each time, and nobody without the
 * installation's key can tell from what.
 */
export function keyedId(secret: Buffer, text: string): string {
  const bytes = createHmac('sha256', secret).update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
