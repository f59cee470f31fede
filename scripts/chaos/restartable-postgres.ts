import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgres, startPostgres } from '../../tests/support/postgres.ts';

export type Ending = 'fast' | 'immediate' | 'kill';

export interface RestartablePostgres {
  readonly url: string;
  /** Ends the server and starts it again on the same data and port. Gives the milliseconds until it answers. */
  readonly restart: (how: Ending) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;
const START_MS = 60_000;
const STEP_MS = 50;

/** A real server in a temporary folder that can be ended in PostgreSQL's three ways and comes back. */
export async function startRestartable(): Promise<RestartablePostgres> {
  const first = await startPostgres();
  const { port } = new URL(first.url);
  const data = await dataDirectory(first.url);
  const pidFile = path.join(data, 'postmaster.pid');
  const pid = (): number => Number(readFileSync(pidFile, 'utf8').split('\n')[0]);

  async function end(signal: NodeJS.Signals): Promise<void> {
    const postmaster = pid();
    process.kill(postmaster, signal);
    while (isRunning(postmaster)) await sleep(STEP_MS);
  }

  /** After a kill its children may still hold the memory for a moment; then the new server ends, and is started again. */
  async function begin(): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      const child = startAs(data, port);
      while (child.exitCode === null && Date.now() < until) {
        if (await answers(first.url)) return;
        await sleep(STEP_MS);
      }
      await sleep(STEP_MS);
    }
    throw new Error('PostgreSQL did not come back');
  }

  return {
    url: first.url,
    restart: async (how) => {
      const from = performance.now();
      await end(SIGNALS[how]);
      await begin();
      return performance.now() - from;
    },
    stop: async () => {
      await end('SIGINT');
      await first.stop();
    }
  };
}

function startAs(data: string, port: string) {
  const { uid, gid } = statSync(data);
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL');
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=on'];
  const child = spawn(path.join(bin, 'postgres'), ['-D', data, '-p', port, ...settings], {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: data,
    stdio: 'ignore'
  });
  const killWithUs = (): void => void child.kill('SIGQUIT');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  return child;
}

async function dataDirectory(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory ?? '';
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
