import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { signedText, type Purpose } from '../../../domain/kiosk/protocol.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { Kiosk } from './kiosk-rows.ts';

/** What came over the network from a tablet: the exact text, its value, and the signature. */
export interface SignedMessage {
  readonly text: string;
  readonly value: unknown;
  /** base64url of r‖s, as WebCrypto signs. */
  readonly signature: string;
}

/** Whether the holder of the key has signed this very text for this purpose (ECDSA, P-256, SHA-256). */
export function isSignedBy(key: JsonWebKey, purpose: Purpose, { text, signature }: SignedMessage): boolean {
  try {
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const data = Buffer.from(signedText(purpose, text));
    return verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  } catch {
    return false; // no point of the curve
  }
}

/**
 * The kiosk that signed a message. Throws `kiosk.unknown`, `kiosk.signature`, `kiosk.revoked`, and `kiosk.replayed` where
 * it has sent a message with this count or a later one already.
 */
export async function senderOf(
  ctx: Context,
  { kiosk: id, count }: { readonly kiosk: string; readonly count: number },
  of: { readonly purpose: Purpose; readonly message: SignedMessage }
): Promise<Kiosk> {
  const row = await ctx.db.selectFrom('kiosk').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('kiosk.unknown');
  const key: JsonWebKey = JSON.parse(row.public_key);
  if (!isSignedBy(key, of.purpose, of.message)) throw problem('kiosk.signature');
  if (row.status !== 'active') throw problem('kiosk.revoked');
  if (count <= row.count) throw problem('kiosk.replayed', { count: row.count });
  return row;
}
