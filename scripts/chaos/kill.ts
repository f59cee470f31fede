import { setTimeout as sleep } from 'node:timers/promises';
import { check, isSound, told } from './checker.ts';
import { onBench, type Fault } from './fault.ts';

const HEALTHY_MS = 5_000;

/** The server is killed at a random moment under load, started again, and asked again for what was not acknowledged. */
export const kill: Fault = {
  name: 'kill',
  test: 'T5',
  title: 'kill -9 of the server under load',
  times: { full: 100, short: 2 },
  run: (times, seed) =>
    onBench(seed, async ({ site, ledger, load, random }) => {
      let slowest = 0;
      let open = 0;
      let app = await site.start();
      for (let round = 0; round < times; round += 1) {
        const stop = load.start();
        await sleep(200 + random.next() * 800);
        await app.stop('SIGKILL');
        await stop();
        const from = performance.now();
        app = await site.start();
        slowest = Math.max(slowest, performance.now() - from);
        open = await load.retry();
      }
      await app.stop();
      const finding = await check(site, ledger);
      return {
        passed: isSound(finding) && open === 0 && slowest <= HEALTHY_MS,
        figures: `${told(finding)}; ready again within ${(slowest / 1000).toFixed(1)} s`
      };
    })
};
