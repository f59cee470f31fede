import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, isSound, told } from './checker.ts';
import { listed, onBench, type Fault } from './fault.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
/** Back to the true time after each, as a corrected clock would. */
const JUMPS = ['+1h', '-1h', '+10y', '-10y'];
const SECONDS: Readonly<Record<string, number>> = { h: 3_600, y: 31_536_000 };
const SEEN_MS = 10_000;
const NEAR_MS = 120_000;
const STAY_MS = 700;

/** The clock of the running server jumps and comes back, under load. What a wrong day refuses is sent again after it. */
export const clock: Fault = {
  name: 'clock',
  test: 'T17',
  title: `clock of the running server set ${JUMPS.join(', ')} and back (faketime)`,
  times: { full: 3, short: 0 },
  run: async (times, seed) => {
    if (!existsSync(LIBRARY)) return { passed: false, figures: `no ${LIBRARY}: apt-get install faketime` };
    const folder = mkdtempSync(path.join(tmpdir(), 'hailong-clock-'));
    const file = path.join(folder, 'clock');
    const set = (offset: string): void => writeFileSync(file, `${offset}\n`);
    set('+0');
    const faked = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1'
    };
    try {
      return await onBench(seed, async ({ site, ledger, load }) => {
        const app = await site.start(faked);
        const stop = load.start();
        let seenJumps = 0;
        for (const offset of Array.from({ length: times }, () => JUMPS).flat()) {
          set(offset);
          if (await shows(site.target.origin, offset)) seenJumps += 1;
          await sleep(STAY_MS);
          set('+0');
          if (await shows(site.target.origin, '+0h')) seenJumps += 1;
          await sleep(STAY_MS);
        }
        await stop();
        const open = await load.retry();
        const code = await app.stop();
        const finding = await check(site, ledger);
        const bad = [...load.endings.keys()].filter((ending) => ending !== '200');
        const jumps = times * JUMPS.length * 2;
        return {
          passed: isSound(finding) && open + bad.length === 0 && code === 0 && seenJumps === jumps,
          figures:
            `${told(finding)}; ${seenJumps} of ${jumps} jumps (there and back) seen in the server's Date header; ` +
            `replies ${listed(load.endings)}; refused meanwhile: ${listed(load.refusals)}`
        };
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
};

/** Waits until the Date header of the server is where the offset puts it; false where it never is. */
async function shows(origin: string, offset: string): Promise<boolean> {
  const ms = Number(offset.slice(0, -1)) * (SECONDS[offset.slice(-1)] ?? 0) * 1_000;
  for (const until = performance.now() + SEEN_MS; performance.now() < until; await sleep(50)) {
    const reply = await fetch(`${origin}/healthz`);
    const seen = Date.parse(reply.headers.get('date') ?? '');
    if (Math.abs(seen - (Date.now() + ms)) < NEAR_MS) return true;
  }
  return false;
}
