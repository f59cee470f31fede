import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgres } from '../../tests/support/postgres.ts';

export const STEP_MS = 50;
const START_MS = 60_000;

/** The folder of PostgreSQL's programs. */
export function postgresPrograms(): string {
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL');
  return bin;
}

/** The account that owns a data folder: PostgreSQL runs as it, and refuses to run as root. */
export function accountOf(data: string): { readonly uid?: number; readonly gid?: number } {
  const { uid, gid } = statSync(data);
  return process.getuid?.() === 0 ? { uid, gid } : {};
}

/**
 * Starts a server on an existing data folder and waits until it answers. After a kill the children of the last one may
 * still hold the memory for a moment; then the new server ends, and is started again.
 */
export async function startOn(data: string, port: string, url: string): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const child = startAs(data, port);
    while (child.exitCode === null && Date.now() < until) {
      if (await answers(url)) return;
      await sleep(STEP_MS);
    }
    await sleep(STEP_MS);
  }
  throw new Error('PostgreSQL did not come up');
}

function startAs(data: string, port: string): ChildProcess {
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=on'];
  const child = spawn(path.join(postgresPrograms(), 'postgres'), ['-D', data, '-p', port, ...settings], {
    ...accountOf(data),
    cwd: data,
    stdio: 'ignore'
  });
  const killWithUs = (): void => void child.kill('SIGQUIT');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  return child;
}

/** Sends the signal to the postmaster of a data folder and waits until it is gone. */
export async function endOf(data: string, signal: NodeJS.Signals): Promise<void> {
  const postmaster = postmasterOf(data);
  process.kill(postmaster, signal);
  while (isRunning(postmaster)) await sleep(STEP_MS);
}

/** Kills a server with all its processes at once, as its machine would by failing. */
export async function killAll(data: string): Promise<void> {
  const postmaster = postmasterOf(data);
  const all = [postmaster, ...childrenOf(postmaster)];
  for (const pid of all) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  while (all.some(isRunning)) await sleep(STEP_MS);
}

function postmasterOf(data: string): number {
  return Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

function childrenOf(parent: number): readonly number[] {
  const parentOf = (pid: string): number => {
    const file = `/proc/${pid}/stat`;
    return existsSync(file)
      ? Number(
          readFileSync(file, 'utf8')
            .replace(/^.*\) \S /, '')
            .split(' ')[0]
        )
      : 0;
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await asked(url, 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** The first column of the first row as text; '' where there is none. Throws where the server does not answer. */
export async function asked(url: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: statement, rowMode: 'array' });
    return String(rows[0]?.[0] ?? '');
  } finally {
    await client.end();
  }
}
