import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../tests/support/postgres.ts';
import { administrator, holdRows, manyAdministrators, startSlowActs } from './administration.ts';
import { newKey } from './backup.ts';
import { check, hailong, isSound, told } from './checker.ts';
import { listed, onBench, p95, type Bench, type Fault, type Outcome } from './fault.ts';

const SEEDED = 3_000;
const ADMINISTRATORS = 50;
const HELD_MS = 8_000;
const P95_MS = 1_000;

/** Slow administration on each database: the program's jobs, pages and exports; on PostgreSQL a transaction that stays open. */
export const slowAdmin: Fault = {
  name: 'slow-admin',
  test: 'T13',
  title: `${ADMINISTRATORS} administrators at slow pages and exports, analysis, posters and backup at once, and an open transaction`,
  times: { full: 2, short: 0 },
  run: async (times, seed) => {
    const env = {
      HAILONG_HEADROOM_MB: '1',
      HAILONG_BACKUP_RECIPIENTS: [newKey(), newKey()].map((key) => key.recipient).join(',')
    };
    const onSqlite = await onBench(seed, (bench) => administered(bench, times), { env, seeded: SEEDED });
    const server = await startPostgres();
    try {
      const migrated = hailong(['migrate'], { DATABASE_URL: server.url });
      if (migrated.status !== 0) throw new Error(migrated.stderr);
      const options = { env, seeded: SEEDED, databaseUrl: server.url };
      const onPostgres = await onBench(seed, (bench) => administered(bench, times), options);
      return {
        passed: onSqlite.passed && onPostgres.passed,
        figures: `SQLite: ${onSqlite.figures}. PostgreSQL: ${onPostgres.figures}`
      };
    } finally {
      await server.stop();
    }
  }
};

async function administered({ site, ledger, load }: Bench, times: number): Promise<Outcome> {
  const app = await site.start();
  const browser = await administrator(site);
  const during: number[] = [];
  const pages = new Map<string, number>();
  for (let round = 0; round < times; round += 1) {
    const stop = load.start();
    await sleep(500);
    const before = load.durations.length;
    await startSlowActs(browser, site.target);
    const end = manyAdministrators(browser, ADMINISTRATORS);
    await holdRows(site, HELD_MS).finally(() => during.push(...load.durations.slice(before)));
    for (const [status, count] of await end()) pages.set(status, (pages.get(status) ?? 0) + count);
    await stop();
  }
  const open = await load.retry();
  const code = await app.stop();
  const finding = await check(site, ledger);
  const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
  const badPages = [...pages.keys()].filter((status) => !['200', '503', 'cut'].includes(status));
  // With SQLite who reads and who writes share one thread, and its time is told and not promised.
  const isQuick = site.databaseUrl === null || p95(during) <= P95_MS;
  return {
    passed: isSound(finding) && open + bad.length + badPages.length === 0 && code === 0 && isQuick,
    figures:
      `${told(finding)}; replies ${listed(load.endings)}; p95 of ${during.length} submissions meanwhile ` +
      `${p95(during).toFixed(0)} ms; pages and exports ${listed(pages)}`
  };
}
