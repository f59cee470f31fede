import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './port.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../deploy/nginx.conf');

/** The program, or null: then the tests of it say loudly that they did not run. */
export function findNginx(): string | null {
  return ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file)) ?? null;
}

export interface Nginx {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/**
 * The shipped example before a server on a port: on a loopback port without TLS, its logs in the folder, all else as it
 * is. 127.0.0.1 is not of the inner network, so that whoever asks here comes from outside.
 */
export async function startNginx(program: string, upstreamPort: number, folder: string): Promise<Nginx> {
  const port = await freePort();
  const conf = readFileSync(EXAMPLE, 'utf8')
    .replace('server 127.0.0.1:3000;', `server 127.0.0.1:${upstreamPort};`)
    .replace(/^server \{\s+listen 80;[^]*?^\}/m, '')
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace(/^\s*ssl_.*$/gm, '')
    .replaceAll('/var/log/nginx/', `${folder}/`);
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, 'tmp', name)};`
  );
  const file = join(folder, 'nginx.conf');
  const main = ['daemon off;', `pid ${join(folder, 'nginx.pid')};`, `error_log ${join(folder, 'error.log')};`];
  const http = ['http {', `access_log ${join(folder, 'access.log')};`, ...temporary, conf, '}'];
  writeFileSync(file, [...main, 'events { worker_connections 64; }', ...http].join('\n'));
  const checked = spawnSync(program, ['-t', '-c', file], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(checked.stderr);
  const child = spawn(program, ['-c', file], { stdio: 'ignore' });
  const ended = once(child, 'close');
  const killWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', killWithUs);
  const origin = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + 10_000; !(await answers(origin)); await sleep(50)) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(`nginx did not start: ${folder}/error.log`);
  }
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    child.kill('SIGTERM');
    await ended;
  };
  return { origin, stop };
}

async function answers(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/none`);
    return true;
  } catch {
    return false;
  }
}
