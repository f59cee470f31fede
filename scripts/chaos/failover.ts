import { setTimeout as sleep } from 'node:timers/promises';
import { check, hailong, isSound, storedIds, told } from './checker.ts';
import { listed, onBench, type Bench, type Fault, type Outcome } from './fault.ts';
import { startWithStandby, type StandbyPostgres } from './standby-postgres.ts';

const STORED_AGAIN_MS = 10_000;
const PATIENCE_MS = 60_000;

/**
 * The primary dies under load with all its processes and its data; its synchronous standby is promoted, and the address
 * that the application knows leads there. The application is not restarted. Then the new primary gets a standby.
 */
export const failover: Fault = {
  name: 'failover',
  test: 'T12',
  title: 'PostgreSQL primary killed (kill -9), its synchronous standby promoted',
  times: { full: 10, short: 0 },
  run: async (times, seed) => {
    const servers = await startWithStandby();
    try {
      const migrated = hailong(['migrate'], { DATABASE_URL: servers.url });
      if (migrated.status !== 0) throw new Error(migrated.stderr);
      return await onBench(seed, (bench) => failedOver(bench, servers, times), { databaseUrl: servers.url });
    } finally {
      await servers.stop();
    }
  }
};

async function failedOver(
  { site, ledger, load, random }: Bench,
  servers: StandbyPostgres,
  times: number
): Promise<Outcome> {
  const app = await site.start();
  const stop = load.start();
  let [slowest, missing, promoting] = [0, 0, 0];
  /** Milliseconds until one more than `before` is acknowledged. */
  const moreThan = async (before: number): Promise<number> => {
    const from = performance.now();
    while (ledger.acknowledged.size <= before && performance.now() - from < PATIENCE_MS) await sleep(20);
    return performance.now() - from;
  };
  for (let round = 0; round < times; round += 1) {
    await servers.addStandby();
    await moreThan(ledger.acknowledged.size + 5); // commits that waited for the standby
    await sleep(300 + random.next() * 700);
    await servers.killPrimary();
    const [before, from] = [[...ledger.acknowledged.keys()], performance.now()];
    await servers.promote();
    promoting = Math.max(promoting, performance.now() - from);
    slowest = Math.max(slowest, await moreThan(before.length));
    // Asked now: later the client's repeats could put back what was lost.
    const there = await storedIds(site);
    missing += before.filter((id) => !there.has(id)).length;
  }
  await stop();
  const open = await load.retry();
  const code = await app.stop();
  const finding = await check(site, ledger);
  const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return {
    passed: isSound(finding) && open + bad.length + missing === 0 && code === 0 && slowest <= STORED_AGAIN_MS,
    figures:
      `${told(finding)}; ${missing} acknowledged missing on the new primary; replies ${listed(load.endings)}; promoted ` +
      `within ${seconds(promoting)} s, stored again ${seconds(slowest)} s after that at most`
  };
}
