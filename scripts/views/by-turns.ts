import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Look, readRaw } from './measure.ts';
import { NAMED_VIEWS } from './named-views.ts';
import type { Answer, Asked } from './server.ts';

/** A view in one installation. */
export interface Measured {
  readonly name: string;
  /** In milliseconds: the first look, and of the looks after it. */
  readonly first: number;
  readonly median: number;
  readonly p95: number;
  /** Of the first look and of the last. */
  readonly queries: readonly [number, number];
  readonly rows: readonly [number, number];
}

export interface ViewServer {
  readonly look: (view: string) => Promise<Look>;
  readonly raw: () => ReturnType<typeof readRaw>;
  /** Resident, in bytes. */
  readonly memory: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts a server of an installation, in a process of its own. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<ViewServer> {
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { env: { ...process.env, ...env } });
  let waiting: { readonly resolve: (found: unknown) => void; readonly reject: (error: Error) => void } | null = null;
  child.on('message', ({ found, failed }: Answer) => {
    if (failed === undefined) waiting?.resolve(found);
    else waiting?.reject(new Error(failed));
  });
  child.on('exit', (code) => waiting?.reject(new Error(`a server of the bench ended with ${code}`)));
  const next = () => new Promise<unknown>((resolve, reject) => (waiting = { resolve, reject }));
  await next();
  const ask = (asked: Asked) => {
    child.send(asked);
    return next();
  };
  return {
    look: (view) => ask({ view }) as Promise<Look>,
    raw: () => ask('raw') as ReturnType<typeof readRaw>,
    memory: () => ask('memory') as Promise<number>,
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
  };
}

const REST_MAX_MS = 1_000;

/**
 * Times every named view: the servers look by turns, so that what else the machine does in a minute meets all of them. By
 * server, by view.
 */
export async function measureByTurns(
  servers: readonly ViewServer[],
  looks: number,
  only: string | undefined
): Promise<readonly (readonly Measured[])[]> {
  const measured = servers.map((): Measured[] => []);
  for (const { name } of NAMED_VIEWS.filter((view) => only === undefined || view.name.includes(only))) {
    const found = servers.map((): Look[] => []);
    for (let i = 0; i <= looks; i += 1) {
      for (const [s, server] of servers.entries()) {
        const look = await server.look(name);
        found[s]?.push(look);
        await sleep(Math.min(look.ms + 5, REST_MAX_MS)); // as long as the figures rest after their turn
      }
    }
    for (const [s, list] of found.entries()) {
      process.stderr.write(`  ${name}: ${list.map(({ ms }) => ms.toFixed(1)).join(' ')}\n`);
      measured[s]?.push(summary(name, list));
    }
  }
  return measured;
}

function summary(name: string, [first, ...rest]: readonly Look[]): Measured {
  const sorted = rest.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const last = rest.at(-1);
  return {
    ...{ name, first: first?.ms ?? 0, median: at(0.5), p95: at(0.95) },
    queries: [first?.queries ?? 0, last?.queries ?? 0],
    rows: [first?.rows ?? 0, last?.rows ?? 0]
  };
}
