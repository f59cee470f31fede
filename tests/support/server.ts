import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentOf } from './database.ts';
import { freePort } from './port.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const START_MS = 30_000;

export interface AppServer {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  /** What it printed so far, both streams. */
  readonly output: () => string;
  /** Whether it has ended by itself, or by a signal; `stop` gives the code. */
  readonly hasEnded: () => boolean;
  /** Ends it and gives its exit code; null where a signal ended it. SIGTERM drains, SIGKILL does not. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

export interface AppServerOptions {
  readonly dataDir: string;
  /** A free one by default; a fixed one for a restart under the same address. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built application as its own process, as `npm start` does, and waits until it is ready. */
export async function startApp(options: AppServerOptions): Promise<AppServer> {
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const main = join(ROOT, 'src', 'cli', 'main.ts');
  const child = spawn(process.execPath, [main, 'serve', '--port', String(port)], {
    cwd: ROOT,
    env: { ...process.env, HAILONG_DATA: options.dataDir, ...environmentOf(options.dataDir), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'close');
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    process.off('exit', killWithUs);
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const deadline = Date.now() + START_MS;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await stop('SIGKILL');
      throw new Error(`The server did not become ready.\n${output}`);
    }
    await sleep(100);
  }
  return {
    origin,
    port,
    pid: child.pid ?? 0,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    return false;
  }
}
