import { signedText, type PairingAsk, type Purpose } from '../../domain/kiosk/protocol.ts';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/** A key pair of which the private half cannot leave the browser. */
export function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
}

export async function publicKeyOf(keys: CryptoKeyPair): Promise<PairingAsk['key']> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** base64url of r‖s over what `signedText` says. */
export async function sign(keys: CryptoKeyPair, purpose: Purpose, body: string): Promise<string> {
  const text = new TextEncoder().encode(signedText(purpose, body));
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, text);
  const binary = String.fromCharCode(...new Uint8Array(signature));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
