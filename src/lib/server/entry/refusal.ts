import type { IncomingMessage, ServerResponse } from 'node:http';
import { discard } from './body.ts';

/** What the server refuses before the application, its catalogs and the reader's language are there: one line in both. */
const REFUSALS = {
  'request.too_large': { status: 413, text: 'Nội dung gửi lên quá lớn. The request is too large.' },
  'request.method': { status: 405, text: 'Phương thức này không được dùng ở đây. The method is not allowed.' },
  'request.method_unknown': { status: 501, text: 'Máy chủ không biết phương thức này. The method is not implemented.' },
  internal: { status: 500, text: 'Máy chủ gặp lỗi. The server failed on this request.' }
} as const;

export type Refusal = keyof typeof REFUSALS;

/** What a person may well send by mistake, such as a workbook with pictures, is read off, so that they see why. */
const LINGER_BYTES_MAX = 32 * 1024 * 1024;
const LINGER_MS = 5_000;

/** Answers a refusal, as JSON under /api and as plain text elsewhere, and closes the connection properly. */
export async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {}
): Promise<void> {
  const { status, text } = REFUSALS[refusal];
  const isApi = request.url?.startsWith('/api/') ?? false;
  const content = isApi ? JSON.stringify({ problem: { code: refusal, text } }) : `${text}\n`;
  response.writeHead(status, {
    ...headers,
    'content-type': isApi ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close'
  });
  response.write(request.method === 'HEAD' ? '' : content);
  await discard(request, LINGER_BYTES_MAX, LINGER_MS);
  response.end();
}

/** The whole answer as bytes, where Node hands over a bare socket (CONNECT). */
export function rawRefusal(refusal: Refusal): string {
  const { status, text } = REFUSALS[refusal];
  const head = [`HTTP/1.1 ${status} Refused`, 'Connection: close', 'Content-Type: text/plain; charset=utf-8'];
  return [...head, `Content-Length: ${Buffer.byteLength(text)}`, '', text].join('\r\n');
}
