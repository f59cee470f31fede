import type { AudioFile } from '../services/recordings.ts';

/**
 * A recording, whole or the part that was asked for: Safari plays no audio from a server that does not answer ranges.
 * Its type is the one found in its first bytes, and nothing else may be made of it.
 */
export function audioReply(request: Request, { mediaType, body }: AudioFile): Response {
  const headers = {
    'content-type': mediaType,
    'accept-ranges': 'bytes',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store'
  };
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
  if (from === '') return new Response(new Uint8Array(body), { headers });
  const start = Number(from);
  const end = to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (start > end) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${body.length}` } });
  const range = { 'content-range': `bytes ${start}-${end}/${body.length}` };
  return new Response(new Uint8Array(body.subarray(start, end + 1)), {
    status: 206,
    headers: { ...headers, ...range }
  });
}
