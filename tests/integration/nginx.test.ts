import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { findNginx, startNginx, type Nginx } from '../support/nginx.ts';
import { freePort } from '../support/port.ts';
import { startApp, type AppServer } from '../support/server.ts';

const program = findNginx();
if (program === null)
  console.warn('SKIPPED: nginx is not installed (Debian: nginx-light); deploy/nginx.conf was not tested.');

describe.skipIf(program === null)('the shipped nginx configuration before the built application', () => {
  let runtime: TestRuntime;
  let province: Province;
  let app: AppServer;
  let nginx: Nginx;
  let folder: string;
  let code: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hailong-nginx-'));
    runtime = await aRuntime();
    province = await aProvince(runtime, { communes: 1, people: false });
    code = province.communes[0]?.links[0] ?? '';
    const env = { ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '1' };
    app = await startApp({ dataDir: runtime.config.dataDir, env });
    nginx = await startNginx(program ?? '', app.port, folder);
  }, 60_000);
  afterAll(async () => {
    await nginx.stop();
    await app.stop();
    await runtime.end();
    rmSync(folder, { recursive: true });
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(nginx.origin + path, { redirect: 'manual', ...init });
  const send = (body: string) =>
    ask('/api/v1/responses', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it('leads citizens to the survey, its poster and its icon, and takes their answers', async () => {
    expect(await (await ask(`/s/${code}?stage=received`)).text()).toContain('<form');
    for (const path of [`/s/${code}/poster.pdf`, '/', '/icon.svg', '/_app/version.json']) {
      expect((await ask(path)).status, path).toBe(200);
    }
    const reply = await send(JSON.stringify({ responses: [aResponse(province, code)] }));
    expect(await reply.json()).toMatchObject({ results: [{ status: 'stored' }] });
  });

  it('leads nobody outside to anything else, whatever address they claim or however they write the path', async () => {
    const paths = ['/admin', '/admin/', '/admin/health', '/login', '/logout', '/setup/x', '/invite/x'];
    const tricks = ['//admin', '/s/../admin', '/s/%2e%2e/admin', '/%61dmin', '/ADMIN', '/kiosk/..%2fadmin', '/sadmin'];
    const claims = { 'x-forwarded-for': '10.0.0.9', 'x-real-ip': '10.0.0.9', forwarded: 'for=10.0.0.9' };
    for (const path of [...paths, ...tricks, '/api/v1/rounds']) {
      expect(await statusOfRaw(nginx.origin, path, claims), path).toBe(403);
    }
    for (const path of ['/metrics', '/healthz', '/readyz']) {
      expect(await statusOfRaw(nginx.origin, path, claims), path).toBe(404);
    }
  });

  it('leaves the figures to a collector on the machine, with an older setting of the address header too', async () => {
    expect(await statusOfRaw(app.origin, '/metrics', {})).toBe(200);
    expect(await statusOfRaw(app.origin, '/metrics', { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
  });

  it('refuses a body beyond the limit of its path', async () => {
    expect((await send('x'.repeat(257 * 1024))).status).toBe(413);
    const body = new URLSearchParams({ comment: 'x'.repeat(65 * 1024) });
    expect((await ask(`/s/${code}`, { method: 'POST', body })).status).toBe(413);
  });

  it('hands on the caller’s own address and none that the caller claims', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const upstream: Server = createServer((request, response) => {
      seen.push(request.headers);
      response.end('ok');
    });
    const port = await freePort();
    await once(upstream.listen(port, '127.0.0.1'), 'listening');
    const other = mkdtempSync(join(folder, 'echo-'));
    const before = await startNginx(program ?? '', port, other);
    try {
      const claims = {
        'x-forwarded-for': '203.0.113.9, 10.0.0.9',
        'x-real-ip': '203.0.113.9',
        forwarded: 'for=203.0.113.9'
      };
      await fetch(`${before.origin}/s/${code}`, { headers: claims });
      expect(seen[0]).toMatchObject({ 'x-forwarded-for': '127.0.0.1' });
      expect(JSON.stringify(seen)).not.toContain('203.0.113');
    } finally {
      await before.stop();
      upstream.close();
    }
  });

  it('leaves no line of who came to the survey', async () => {
    const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
    expect(logs).toContain('hailong-admin.log');
    const written = logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    for (const trace of [code, 'responses', '_app']) expect(written).not.toContain(trace);
  });

  it('writes no link that opens an account into the log of the inner network', async () => {
    const [token, asked] = ['wR0xq7', 'k3yP9d'];
    for (const path of [`/invite/${token}`, `/setup/${token}`, `/login/oidc/callback?code=${asked}`]) {
      await ask(path, { headers: { referer: `${nginx.origin}/invite/${token}` } });
    }
    const log = join(folder, 'hailong-admin.log');
    await expect.poll(() => readFileSync(log, 'utf8')).toContain('"GET /login/oidc/callback"');
    const written = readFileSync(log, 'utf8');
    for (const secret of [token, asked]) expect(written).not.toContain(secret);
    expect(written).toContain('"GET /invite/-"');
  });
});

/** The status of a path as it is written: `fetch` would resolve its dots before it asks. */
function statusOfRaw(origin: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const request = get({ hostname, port, path, headers: { ...headers } }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    });
    request.once('error', reject);
  });
}
