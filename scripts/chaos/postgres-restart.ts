import { setTimeout as sleep } from 'node:timers/promises';
import { check, hailong, isSound, told } from './checker.ts';
import { listed, onBench, type Bench, type Fault, type Outcome } from './fault.ts';
import { startRestartable, type Ending, type RestartablePostgres } from './restartable-postgres.ts';

const WAYS: readonly Ending[] = ['fast', 'immediate', 'kill'];
const RECONNECT_MS = 3_000;

/** PostgreSQL goes away under load and comes back; the server stays up, says 503 meanwhile and finds it again by itself. */
export const postgresRestart: Fault = {
  name: 'postgres',
  test: 'T11',
  title: 'PostgreSQL restarted fast, immediate, by kill -9, in turn',
  times: { full: 30, short: 0 },
  run: async (times, seed) => {
    const server = await startRestartable();
    try {
      const migrated = hailong(['migrate'], { DATABASE_URL: server.url });
      if (migrated.status !== 0) throw new Error(migrated.stderr);
      return await onBench(seed, (bench) => restarted(bench, server, times), { databaseUrl: server.url });
    } finally {
      await server.stop();
    }
  }
};

async function restarted(
  { site, ledger, load, random }: Bench,
  server: RestartablePostgres,
  times: number
): Promise<Outcome> {
  const app = await site.start();
  const stop = load.start();
  let slowest = 0;
  for (let round = 0; round < times; round += 1) {
    await sleep(300 + random.next() * 700);
    await server.restart(WAYS[round % WAYS.length] ?? 'fast');
    const [from, before] = [performance.now(), ledger.acknowledged.size];
    while (ledger.acknowledged.size === before && performance.now() - from < RECONNECT_MS * 5) await sleep(20);
    slowest = Math.max(slowest, performance.now() - from);
  }
  await stop();
  const open = await load.retry();
  const code = await app.stop();
  const finding = await check(site, ledger);
  const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
  return {
    passed: isSound(finding) && open + bad.length === 0 && code === 0 && slowest <= RECONNECT_MS,
    figures: `${told(finding)}; replies ${listed(load.endings)}; stored again within ${(slowest / 1000).toFixed(1)} s of its return`
  };
}
