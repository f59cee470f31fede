import { IncomingMessage } from 'node:http';

export type Body = { readonly kind: 'whole'; readonly bytes: Buffer } | { readonly kind: 'tooLarge' | 'aborted' };

/** True where the request announces a body, whatever its method. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/**
 * Reads the whole body, at most `bytesMax` bytes of it. An announced length beyond the limit is refused unread; one
 * without a length (chunked) as soon as it passes the limit.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve({ kind: 'tooLarge' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: Body): void => {
      request.off('data', take).off('end', whole).off('close', aborted).off('error', aborted);
      // A broken connection may report its error after we stopped listening; nobody is left to tell.
      request.on('error', () => {});
      resolve(body);
    };
    const whole = (): void => end({ kind: 'whole', bytes: Buffer.concat(chunks, size) });
    const aborted = (): void => end({ kind: 'aborted' });
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > bytesMax) end({ kind: 'tooLarge' });
      else chunks.push(chunk);
    };
    request.on('data', take).on('end', whole).on('close', aborted).on('error', aborted);
  });
}

/**
 * The same request with its body already in memory. Kit gets nothing before all of it has arrived: a slow or oversized
 * body costs a socket and never a page, and no handler can have stored half of what was refused.
 */
export function replay(request: IncomingMessage, bytes: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.method = request.method;
  copy.url = request.url;
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.rawHeaders = request.rawHeaders;
  copy.headers = request.headers;
  copy.complete = true;
  copy.push(bytes);
  copy.push(null);
  return copy;
}

/**
 * Reads on and throws away, until the client has finished or has had its share. Closing a socket with unread bytes
 * resets it, and the reset can overtake the answer.
 */
export function discard(request: IncomingMessage, bytesMax: number, timeMs: number): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let size = 0;
    const timer = setTimeout(resolve, timeMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.on('end', done).on('close', done).on('error', done);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bytesMax) done();
    });
    request.resume();
  });
}
