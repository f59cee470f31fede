import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './port.ts';

const run = promisify(execFile);

export const POSTGRES_INSTALL = 'apt-get install postgresql';

export interface Postgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The folder of the newest PostgreSQL programs on this machine, or null. */
export function findPostgres(): string | null {
  const home = '/usr/lib/postgresql';
  if (!existsSync(home)) return null;
  const newestFirst = readdirSync(home).sort((a, b) => Number(b) - Number(a));
  return (
    newestFirst.map((version) => join(home, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
  );
}

/**
 * Starts a real, empty PostgreSQL in a temporary folder on a free loopback port; no Unix socket.
 * @param more settings, the last of a name counts
 * @throws Error with the line what to install
 */
export async function startPostgres(more: readonly string[] = []): Promise<Postgres> {
  const bin = findPostgres();
  if (bin === null) throw new Error(`No PostgreSQL on this machine: ${POSTGRES_INSTALL}`);
  const account = await unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), 'hailong-postgres-'));
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const init = [
    '--pgdata',
    data,
    '--username',
    'hailong',
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C.UTF-8'
  ];
  await run(join(bin, 'initdb'), [...init, '--no-sync'], { ...account, cwd: folder });
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=on',
    'logging_collector=off',
    ...more
  ];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
  );
  const killWithUs = (): void => void server.kill('SIGQUIT');
  process.once('exit', killWithUs);
  const url = `postgres://hailong@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    await stopServer(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** initdb refuses root: as root the account `postgres` of the package is taken, else our own. */
async function unprivilegedAccount(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => (await run('id', [flag, 'postgres'])).stdout));
  return { uid: Number(uid), gid: Number(gid) };
}

async function untilAnswering(url: string, server: ChildProcess): Promise<void> {
  let log = '';
  server.stderr?.on('data', (text: Buffer) => (log += text.toString()));
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    // A server on its way up may cut the connection after the attempt has failed.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

/** Fast shutdown first; it ends open sessions. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
