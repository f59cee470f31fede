import { SIGNATURE_HEADER, type Purpose } from '../../domain/kiosk/protocol.ts';
import { sign } from './keys.ts';

const TIMEOUT_MS = 20_000;

/** What came back. A page of HTML with status 200, such as the sign-in of a network, is `unreachable`. */
export type Reply =
  | { readonly kind: 'ok'; readonly body: unknown }
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly body: unknown;
      readonly retryAfterMs: number | null;
    }
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
    code: stringIn(memberOf(body, 'problem'), 'code'),
    body,
    retryAfterMs: retryAfterS > 0 ? Math.min(retryAfterS, 600) * 1000 : null
  };
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function stringIn(value: unknown, name: string): string {
  const text = memberOf(value, name);
  return typeof text === 'string' ? text : '';
}

/** The count that the server names in `kiosk.replayed`; 0 without one. */
export function countIn(body: unknown): number {
  const count = memberOf(memberOf(body, 'problem'), 'count');
  return typeof count === 'number' ? count : 0;
}
