import type { AudioFile } from '../services/questionnaires/recordings.ts';

const YEAR_S = 31_536_000;

/**
 * A recording, whole or the part that was asked for: Safari plays no audio from a server that does not answer ranges.
 * Its type is the one found in its first bytes, and nothing else may be made of it.
 */
export function audioReply(request: Request, file: AudioFile): Response {
  return ranged(request, file, 'no-store');
}

/** The same at an address that names the content: it never changes, and browsers keep it. */
export function lastingAudioReply(request: Request, file: AudioFile): Response {
  return ranged(request, file, `public, max-age=${YEAR_S}, immutable`);
}

function ranged(request: Request, { mediaType, body }: AudioFile, cacheControl: string): Response {
  const headers = {
    'content-type': mediaType,
    'accept-ranges': 'bytes',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': cacheControl
  };
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
  const start = from === '' ? 0 : Number(from);
  const end = to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (start > end) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${body.length}` } });
  const part = new Uint8Array(body.subarray(start, end + 1));
  const length = { 'content-length': String(part.length) };
  if (from === '') return new Response(part, { headers: { ...headers, ...length } });
  const range = { 'content-range': `bytes ${start}-${end}/${body.length}` };
  return new Response(part, { status: 206, headers: { ...headers, ...length, ...range } });
}
