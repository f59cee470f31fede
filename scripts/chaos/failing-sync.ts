import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, noStrace } from '../../tests/support/injection.ts';
import { check, isSound, storedIds, told } from './checker.ts';
import { listed, onBench, type Bench, type Fault, type Outcome } from './fault.ts';

/** What fails in turn: the call, and what the system says. */
const WAYS = [
  { calls: 'fsync,fdatasync', error: 'EIO' },
  { calls: 'fsync,fdatasync', error: 'ENOSPC' },
  { calls: 'pwrite64', error: 'EIO' },
  { calls: 'pwrite64', error: 'ENOSPC' }
] as const;
/** Calls in a row that fail: a disk that fails once, and one that goes on failing. */
const FAILING = [1, 20];
const FAILED_MS = 20_000;
const ENDED_MS = 15_000;

/**
 * One of the first calls on the database's files under load fails. After a failed sync the server must end by itself with
 * another code than 0, and is started again as its service manager would; after a failed write it may go on.
 */
export const failingSync: Fault = {
  name: 'failing-sync',
  test: 'T7',
  title: 'fsync or pwrite of the running server fails with EIO or ENOSPC, in turn (strace)',
  times: { full: 40, short: 0 },
  run: async (times, seed) => {
    const missing = noStrace();
    if (missing !== null) return { passed: false, figures: missing };
    return onBench(seed, (bench) => failed(bench, times));
  }
};

async function failed({ site, ledger, load, random }: Bench, times: number): Promise<Outcome> {
  const files = ['hailong.db', 'hailong.db-wal'].map((name) => path.join(site.data, name));
  const counts = { injected: 0, ended: 0, stayed: 0, missing: 0, open: 0 };
  let app = await site.start();
  for (let round = 0; round < times; round += 1) {
    const way = WAYS[round % WAYS.length] ?? WAYS[0];
    const first = 1 + Math.floor(random.next() * 50);
    const last = first + (FAILING[Math.floor(round / WAYS.length) % FAILING.length] ?? 1) - 1;
    const stop = load.start();
    const failing = await inject(app.pid, way.calls, `error=${way.error}:when=${first}..${last}`, files);
    for (const until = Date.now() + FAILED_MS; failing.lines().length === 0 && Date.now() < until;) await sleep(20);
    await sleep(300);
    const mustEnd = way.calls !== 'pwrite64';
    for (const until = Date.now() + ENDED_MS; mustEnd && !app.hasEnded() && Date.now() < until;) await sleep(20);
    if ((await failing.end()).length > 0) counts.injected += 1;
    await stop();
    // Asked before the client's repeats, which could put back what was lost.
    const there = await storedIds(site);
    counts.missing += [...ledger.acknowledged.keys()].filter((id) => !there.has(id)).length;
    const code = app.hasEnded() ? await app.stop() : null;
    if (mustEnd) counts[code === 1 ? 'ended' : 'stayed'] += 1;
    if (app.hasEnded()) app = await site.start();
    counts.open = await load.retry();
  }
  await app.stop();
  const finding = await check(site, ledger);
  const bad = [...load.endings.keys()].filter((ending) => !['200', '503', 'refused', 'cut'].includes(ending));
  const { injected, ended, stayed, missing, open } = counts;
  return {
    passed: isSound(finding) && open + bad.length + stayed + missing === 0 && injected === times,
    figures:
      `${told(finding)}; failed in ${injected} of ${times} rounds; ${missing} acknowledged missing after one; replies ` +
      `${listed(load.endings)}; after a failed sync ended with 1: ${ended} of ${ended + stayed}, started again each time`
  };
}
