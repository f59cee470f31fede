import compression from 'compression';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { hasBody, readBody, replay } from './body.ts';
import { LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { rawRefusal, refuse } from './refusal.ts';
import { drainOnSignals } from './signals.ts';
import { log } from '../log.ts';

/** The shape of adapter-node's `build/handler.js`: a middleware, `next` where nothing answered. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free port; the one taken is in `address`. */
  readonly port: number;
  readonly handler: Handler;
  /** The public address, where it differs from host and port (proxy, LAN name). */
  readonly origin?: string;
  /** Called in order after the last request has ended: flush, checkpoint, close the database. */
  readonly onDrain?: readonly (() => Promise<void> | void)[];
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  readonly address: string;
  readonly port: number;
  /** Stops accepting, waits for open requests, runs the drain hooks. A second call waits for the same drain. */
  readonly close: () => Promise<void>;
}

const ALLOWED = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * A Node http server around Kit's handler: compression, time-outs and limits that adapter-node 5 does not offer. SIGTERM
 * and SIGINT drain it and end the process.
 * @throws the listen error (address in use, not allowed)
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...LIMITS, ...options.limits };
  const open = new Set<ServerResponse>();
  const server = createLimitedServer(limits, (request, response) => {
    open.add(response);
    if (drained !== undefined) response.setHeader('connection', 'close');
    response.once('close', () => {
      open.delete(response);
      if (drained !== undefined) server.closeIdleConnections();
    });
    void answer(request, response, options.handler, limits);
  });
  let drained: Promise<void> | undefined;
  const port = await listen(server, options.host, options.port);
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const close = (): Promise<void> => {
    drained ??= drain(server, open, limits.drainTimeoutMs, options.onDrain ?? []).finally(forgetSignals);
    return drained;
  };
  const forgetSignals = drainOnSignals(close);
  return { address: options.origin ?? `http://${host}:${port}`, port, close };
}

function createLimitedServer(limits: Limits, listener: RequestListener): Server {
  const server = createServer({
    requestTimeout: limits.requestTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    maxHeaderSize: limits.headerBytesMax
  });
  server.timeout = limits.silenceTimeoutMs;
  server.maxRequestsPerSocket = limits.requestsPerSocketMax;
  server.maxConnections = limits.connectionsMax;
  const compress = compressor();
  server.on('request', (request, response) => compress(request, response, () => listener(request, response)));
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(rawRefusal('request.method'));
  });
  return server;
}

/** Its types are Express's; it needs no more than Node's request and response, which it only wraps. */
function compressor(): Handler {
  const middleware: unknown = compression();
  if (!isHandler(middleware)) throw new Error('compression gives no middleware');
  return middleware;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
  limits: Limits
): Promise<void> {
  try {
    const method = request.method ?? '';
    if (!ALLOWED.includes(method)) {
      if (method === 'TRACE') return await refuse(request, response, 'request.method', { allow: ALLOWED.join(', ') });
      return await refuse(request, response, 'request.method_unknown');
    }
    const ready = hasBody(request) ? await takeBody(request, response, limits) : request;
    if (ready === null) return;
    await handler(ready, response, () => {
      response.statusCode = 404;
      response.end();
    });
  } catch (error) {
    // The handler answers its own faults; what arrives here is a fault of the rim, and no request may end the process.
    log().error({ err: error }, 'server: a request failed at the rim');
    if (response.headersSent) response.destroy();
    else await refuse(request, response, 'internal');
  }
}

/** The request with its body in memory; null where it was answered or the client went away. */
async function takeBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: Limits
): Promise<IncomingMessage | null> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const body = await readBody(request, limits.bodyBytesMax(path));
  if (body.kind === 'whole') return replay(request, body.bytes);
  if (body.kind === 'tooLarge') await refuse(request, response, 'request.too_large');
  return null;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

async function drain(
  server: Server,
  open: ReadonlySet<ServerResponse>,
  timeoutMs: number,
  hooks: readonly (() => Promise<void> | void)[]
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
  for (const hook of hooks) await hook();
}
