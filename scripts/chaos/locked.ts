import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { check, isSound, storedIds, told } from './checker.ts';
import { listed, onBench, type Fault } from './fault.ts';
import { pinging } from './pings.ts';

const LOCKED_MS = 10_000;
const STALL_MS = 500;

/** Another process (this one) holds the write lock of the database for ten seconds under load. */
export const locked: Fault = {
  name: 'locked',
  test: 'T9',
  title: 'database locked for 10 s by another process (BEGIN IMMEDIATE)',
  times: { full: 3, short: 0 },
  run: (times, seed) =>
    onBench(seed, async ({ site, ledger, load }) => {
      const app = await site.start();
      let [slowest, during] = [0, 0];
      for (let round = 0; round < times; round += 1) {
        const stop = load.start();
        await sleep(500);
        const other = new Sqlite(path.join(site.data, 'hailong.db'), { timeout: 5_000 });
        other.exec('BEGIN IMMEDIATE');
        const before = await storedIds(site);
        const pings = pinging(site.target.origin);
        await sleep(LOCKED_MS);
        slowest = Math.max(slowest, await pings());
        during += [...ledger.acknowledged.keys()].filter((id) => !before.has(id)).length;
        other.exec('ROLLBACK');
        other.close();
        await sleep(500);
        await stop();
      }
      const open = await load.retry();
      const code = await app.stop();
      const finding = await check(site, ledger);
      const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
      const is503 = (load.endings.get('503') ?? 0) > 0 && load.withoutRetryAfter() === 0;
      return {
        passed: isSound(finding) && open + bad.length + during === 0 && is503 && code === 0 && slowest <= STALL_MS,
        figures:
          `${told(finding)}; ${during} acknowledged while locked; replies ${listed(load.endings)}, ` +
          `${load.withoutRetryAfter()} of them 503 without Retry-After; slowest /healthz meanwhile ${slowest.toFixed(0)} ms`
      };
    })
};
