import { SIGNATURE_HEADER, type Purpose } from '../../domain/kiosk/protocol.ts';
import { sign } from './keys.ts';

const TIMEOUT_MS = 20_000;

/** What came back. A page of HTML with status 200, such as the sign-in of a network, is `unreachable`. */
export type Reply =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'problem'; readonly status: number; readonly code: string; readonly body: unknown; readonly retryAfterMs: number | null }
  | { readonly kind: 'unreachable' };

/** Sends a signed message. Never throws for what a network can do. */
export async function tell(keys: CryptoKeyPair, purpose: Purpose, message: unknown): Promise<Reply> {
  const body = JSON.stringify(message);
  const signature = await sign(keys, purpose, body);
  try {
    const response = await fetch(`/api/v1/kiosk/${purpose}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature },
      body,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS)
    });
    return replyOf(response, await response.json());
  } catch {
    return { kind: 'unreachable' };
  }
}

function replyOf(response: Response, body: unknown): Reply {
  if (response.ok) return { kind: 'ok', body };
  const retryAfterS = Number(response.headers.get('retry-after') ?? '');
  return {
    kind: 'problem',
    status: response.status,
    code: stringIn(body, 'code'),
    body,
    retryAfterMs: retryAfterS > 0 ? Math.min(retryAfterS, 600) * 1000 : null
  };
}

function stringIn(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return typeof value === 'string' ? value : '';
}

/** A number by its name anywhere in a problem reply; null without one. */
export function numberIn(body: unknown, name: string): number | null {
  if (typeof body !== 'object' || body === null) return null;
  const value: unknown = Reflect.get(body, name);
  if (typeof value === 'number') return value;
  return Object.values(body).reduce<number | null>((found, inner) => found ?? numberIn(inner, name), null);
}
