import { setTimeout as sleep } from 'node:timers/promises';
import { inject, noStrace } from '../../tests/support/injection.ts';
import { check, isSound, told } from './checker.ts';
import { listed, onBench, p95, type Fault } from './fault.ts';
import { pinging } from './pings.ts';

const DELAY_MS = 10;
const SLOW_MS = 5_000;
const P95_MS = 1_000;
const STALL_MS = 500;

/** Every sync of the running server takes ten milliseconds more, as on a worn disk or a card. */
export const slowFsync: Fault = {
  name: 'slow-fsync',
  test: 'T7',
  title: `every fsync of the running server slowed by ${DELAY_MS} ms for ${SLOW_MS / 1000} s (strace)`,
  times: { full: 3, short: 0 },
  run: async (times, seed) => {
    const missing = noStrace();
    if (missing !== null) return { passed: false, figures: missing };
    return onBench(seed, async ({ site, ledger, load }) => {
      const app = await site.start();
      let [slowed, slowest] = [0, 0];
      const during: number[] = [];
      for (let round = 0; round < times; round += 1) {
        const stop = load.start();
        await sleep(500);
        const slow = await inject(app.pid, 'fsync,fdatasync', `delay_enter=${DELAY_MS * 1_000}`);
        const [before, pings] = [load.durations.length, pinging(site.target.origin)];
        await sleep(SLOW_MS);
        during.push(...load.durations.slice(before));
        slowest = Math.max(slowest, await pings());
        slowed += (await slow.end()).length;
        await stop();
      }
      const open = await load.retry();
      const code = await app.stop();
      const finding = await check(site, ledger);
      const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
      const isQuick = p95(during) <= P95_MS && slowest <= STALL_MS;
      return {
        passed: isSound(finding) && open + bad.length === 0 && slowed > 0 && isQuick && code === 0,
        figures:
          `${told(finding)}; ${slowed} syncs slowed; replies ${listed(load.endings)}; p95 of ${during.length} requests ` +
          `meanwhile ${p95(during).toFixed(0)} ms, slowest /healthz ${slowest.toFixed(0)} ms`
      };
    });
  }
};
