import { setTimeout as sleep } from 'node:timers/promises';
import { check, isSound, storedIds, told } from './checker.ts';
import { onBench, type Fault } from './fault.ts';

const EXIT_MS = 10_000;

/**
 * The server is asked to end under load. A connection may be refused, and one that the server closes as idle may be met
 * by a request it never read; but what it stored it must have answered, and it must end by itself with code 0.
 */
export const sigterm: Fault = {
  name: 'sigterm',
  test: 'T6',
  title: 'SIGTERM under load',
  times: { full: 50, short: 2 },
  run: (times, seed) =>
    onBench(seed, async ({ site, ledger, load, random }) => {
      let slowest = 0;
      let unclean = 0;
      let unanswered = 0;
      for (let round = 0; round < times; round += 1) {
        const app = await site.start();
        await load.retry();
        const stop = load.start();
        await sleep(200 + random.next() * 500);
        const from = performance.now();
        if ((await app.stop('SIGTERM')) !== 0) unclean += 1;
        slowest = Math.max(slowest, performance.now() - from);
        await stop();
        const stored = await storedIds(site);
        unanswered += ledger.open().filter((id) => stored.has(id)).length;
      }
      const app = await site.start();
      const open = await load.retry();
      await app.stop();
      const finding = await check(site, ledger);
      const [cut, refused] = [load.endings.get('cut') ?? 0, load.endings.get('refused') ?? 0];
      return {
        passed: isSound(finding) && open + unanswered + unclean === 0 && slowest <= EXIT_MS,
        figures:
          `${told(finding)}; ${unanswered} stored without an answer, ${cut} requests cut and not stored, ` +
          `${refused} connections refused; ended within ${(slowest / 1000).toFixed(1)} s, ${unclean} with another code than 0`
      };
    })
};
