import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startServer } from '../../src/lib/server/entry/server.ts';
import type { RunningServer, ServerOptions } from '../../src/lib/server/entry/server.ts';

let running: RunningServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function serve(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  running = await startServer({ host: '127.0.0.1', port: 0, handler: echo, ...options });
  return running;
}

const seen: string[] = [];

/** Answers as Kit does: reads the body as a stream, then says how long it was. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push(`${request.method} ${request.url}`);
  let length = 0;
  for await (const chunk of request) length += Buffer.from(chunk).length;
  response.setHeader('content-type', 'text/html');
  response.end(request.url === '/page' ? 'a'.repeat(20_000) : `length ${length}`);
}

/** Sends text over a bare socket and gives all that comes back until the server closes. */
function talk(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let reply = '';
    socket.on('data', (data) => (reply += data.toString('latin1')));
    socket.on('close', () => resolve(reply));
    socket.on('error', reject);
    for (const part of parts) socket.write(part);
  });
}

const head = (method: string, path: string, ...lines: readonly string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: test', ...lines, '', ''].join('\r\n');

function chunked(total: number): Buffer {
  const piece = Buffer.alloc(8_000, 'x');
  const parts: Buffer[] = [];
  for (let sent = 0; sent < total; sent += piece.length) {
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

describe('bodies', () => {
  it('hands a body within the limit on, with a length and chunked', async () => {
    const { address } = await serve();
    const sized = await fetch(`${address}/s/K7Q2M9XD`, { method: 'POST', body: 'x'.repeat(64 * 1024) });
    expect(await sized.text()).toBe(`length ${64 * 1024}`);
    const reply = await talk(
      running?.port ?? 0,
      head('POST', '/s/K7Q2M9XD', 'Transfer-Encoding: chunked', 'Connection: close'),
      chunked(16_000)
    );
    expect(reply).toContain('length 16000');
  });

  it('refuses an announced length beyond the limit before the application sees it', async () => {
    const { address } = await serve();
    seen.length = 0;
    const reply = await fetch(`${address}/s/K7Q2M9XD`, { method: 'POST', body: 'x'.repeat(64 * 1024 + 1) });
    expect(reply.status).toBe(413);
    expect(reply.headers.get('connection')).toBe('close');
    expect(await reply.text()).toBe('Nội dung gửi lên quá lớn. The request is too large.\n');
    expect(seen).toEqual([]);
  });

  it('refuses a chunked body that passes the limit, and the client can read the answer', async () => {
    const { port } = await serve();
    seen.length = 0;
    const reply = await talk(port, head('POST', '/s/K7Q2M9XD', 'Transfer-Encoding: chunked'), chunked(500_000));
    expect(reply).toMatch(/^HTTP\/1\.1 413 /);
    expect(seen).toEqual([]);
  });

  it('lets 256 kB pass to the outbox endpoint and answers more with a problem code', async () => {
    const { address } = await serve();
    const url = `${address}/api/v1/responses`;
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(256 * 1024) })).status).toBe(200);
    const reply = await fetch(url, { method: 'POST', body: 'x'.repeat(256 * 1024 + 1) });
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({ problem: { code: 'request.too_large' } });
  });

  it('answers 408 to a body that does not arrive', async () => {
    const { port } = await serve({ limits: { requestTimeoutMs: 300, headersTimeoutMs: 200, checkIntervalMs: 50 } });
    const reply = await talk(port, head('POST', '/s/K7Q2M9XD', 'Content-Length: 100'), 'only this');
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('survives a client that leaves in the middle of a body', async () => {
    const { address, port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write(head('POST', '/s/K7Q2M9XD', 'Content-Length: 100') + 'half');
    await sleep(50);
    socket.resetAndDestroy();
    await sleep(50);
    expect((await fetch(`${address}/`)).status).toBe(200);
  });
});

describe('requests', () => {
  it('answers 405 to TRACE and CONNECT and 501 to methods it does not know', async () => {
    const { port } = await serve();
    expect(await talk(port, head('TRACE', '/'))).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET/i);
    expect(await talk(port, head('CONNECT', 'example.org:443'))).toMatch(/^HTTP\/1\.1 405 /);
    expect(await talk(port, head('PROPFIND', '/'))).toMatch(/^HTTP\/1\.1 501 /);
  });

  it('answers 431 to a head beyond 16 kB', async () => {
    const { port } = await serve();
    expect(await talk(port, head('GET', '/', `X-Long: ${'x'.repeat(17_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('compresses pages and leaves alone what is already compressed', async () => {
    const { port } = await serve();
    const reply = await talk(port, head('GET', '/page', 'Accept-Encoding: gzip', 'Connection: close'));
    expect(reply).toMatch(/content-encoding: gzip/i);
    expect(reply.length).toBeLessThan(1_000);
    await running?.close();

    const { address } = await serve({
      handler: (_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.setHeader('content-encoding', 'br');
        response.end(Buffer.alloc(20_000));
      }
    });
    const raw = await talk(running?.port ?? 0, head('GET', '/', 'Accept-Encoding: gzip', 'Connection: close'));
    expect(raw).toMatch(/content-encoding: br/i);
    expect(raw.length).toBeGreaterThan(20_000);
    expect(address).toContain('http://127.0.0.1:');
    expect(() => gunzipSync(Buffer.from(raw.split('\r\n\r\n')[1] ?? '', 'latin1'))).toThrow();
  });

  it('answers 500 and goes on when the handler throws', async () => {
    vi.spyOn(console, 'error')
      .mockImplementationOnce(() => {})
      .mockImplementationOnce(() => {});
    const { address } = await serve({ handler: () => Promise.reject(new Error('expected by the test')) });
    expect((await fetch(`${address}/`)).status).toBe(500);
    expect((await fetch(`${address}/`)).status).toBe(500);
  });
});

describe('drain', () => {
  it('finishes a request under way, refuses new ones, then runs the hooks once', async () => {
    const hooks: string[] = [];
    const server = await serve({
      handler: async (_request, response) => {
        await sleep(400);
        response.end('finished');
      },
      onDrain: [() => void hooks.push('flush'), () => void hooks.push('close')]
    });
    const pending = fetch(`${server.address}/`);
    await sleep(100);
    const closing = Promise.all([server.close(), server.close()]);
    await expect(fetch(`${server.address}/`)).rejects.toThrow();
    expect(hooks).toEqual([]);
    const reply = await pending;
    expect(await reply.text()).toBe('finished');
    await closing;
    expect(hooks).toEqual(['flush', 'close']);
  });

  it('takes the rest of a body that was arriving when the drain began', async () => {
    const server = await serve();
    const socket = connect(server.port, '127.0.0.1');
    let reply = '';
    socket.on('data', (data) => (reply += data.toString()));
    const ended = once(socket, 'close');
    socket.write(head('POST', '/s/K7Q2M9XD', 'Content-Length: 10') + 'first');
    await sleep(100);
    const closing = server.close();
    await sleep(100);
    socket.write('later');
    await Promise.all([closing, ended]);
    expect(reply).toMatch(/^HTTP\/1\.1 200 [^]*length 10/);
  });

  it('closes idle connections at once and hanging ones after the time allowed', async () => {
    const server = await serve({ handler: () => new Promise(() => {}), limits: { drainTimeoutMs: 300 } });
    const hanging = fetch(`${server.address}/`).catch(() => 'cut');
    await sleep(50);
    const startedAt = Date.now();
    await server.close();
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    expect(await hanging).toBe('cut');
  });
});

describe('signals', () => {
  it('lets a process finish its request after SIGTERM, twice, and ends it with 0 after the hooks', async () => {
    const entry = new URL('../../src/lib/server/entry/server.ts', import.meta.url).href;
    const program = `
      const { startServer } = await import('${entry}');
      const handler = (request, response) => setTimeout(() => response.end('finished'), 400);
      const server = await startServer({ host: '127.0.0.1', port: 0, handler, onDrain: [() => console.log('flushed')] });
      console.log(server.address);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    let printed = '';
    child.stdout.on('data', (data) => (printed += data.toString()));
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    const pending = fetch(printed.trim());
    await sleep(150);
    child.kill('SIGTERM');
    await sleep(50);
    child.kill('SIGTERM');
    expect(await (await pending).text()).toBe('finished');
    expect(await ended).toEqual([0, null]);
    expect(printed).toContain('flushed');
  });
});
