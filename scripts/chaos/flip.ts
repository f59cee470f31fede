import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { parseConfig } from '../../src/lib/server/config.ts';
import { integrityFaults } from '../../src/lib/server/db/sqlite-copy.ts';
import { openRuntime } from '../../src/lib/server/runtime.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { check, isSound } from './checker.ts';
import { onBench, type Bench, type Fault, type Outcome } from './fault.ts';

/** What enters a total: the responses with their keys and answers, and the three tables of moments. */
const TOTALS = [
  'SELECT id, round, unit, counter, respondent_type, filing_mode, lane, booklet, local_day, answers, simulated FROM response ORDER BY id',
  ...['unit_moment', 'counter_moment', 'unit_day'].map((table) => `SELECT * FROM ${table} ORDER BY rowid`)
];

type Kind = 'refused' | 'verify' | 'harmless' | 'silent';

/** One byte of the closed database file is changed; then it is opened and verified as an operator would. */
export const flip: Fault = {
  name: 'flip',
  test: 'T10',
  title: 'one byte of the database file changed',
  times: { full: 500, short: 0 },
  run: (times, seed) => onBench(seed, (bench) => flipped(bench, times))
};

async function flipped({ site, ledger, load, random }: Bench, times: number): Promise<Outcome> {
  const app = await site.start();
  const stop = load.start();
  await sleep(2_000);
  await stop();
  await load.retry();
  await app.stop();
  const before = await check(site, ledger);
  const source = path.join(site.data, 'hailong.db');
  const bytes = readFileSync(source);
  const sound = totalsOf(source);
  const counts: Record<Kind, number> = { refused: 0, verify: 0, harmless: 0, silent: 0 };
  const folder = mkdtempSync(path.join(tmpdir(), 'hailong-flip-'));
  for (let i = 0; i < times; i += 1) {
    const data = path.join(folder, String(i));
    mkdirSync(data);
    copyFileSync(path.join(site.data, 'secret.key'), path.join(data, 'secret.key'));
    const at = Math.floor(random.next() * bytes.length);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
    writeFileSync(path.join(data, 'hailong.db'), changed);
    const kind = await kindOf(data, sound);
    if (kind === 'silent') process.stderr.write(`silent: byte ${at}\n`);
    counts[kind] += 1;
    rmSync(data, { recursive: true });
  }
  rmSync(folder, { recursive: true });
  return {
    passed: isSound(before) && counts.silent === 0,
    figures:
      `${before.stored} stored before, ${(bytes.length / 1e6).toFixed(1)} MB; refused to open ${counts.refused}, found by ` +
      `verify ${counts.verify}, totals unharmed ${counts.harmless}, ` +
      `wrong totals that nothing found ${counts.silent}`
  };
}

async function kindOf(data: string, sound: string): Promise<Kind> {
  const runtime = await openRuntime(parseConfig({ HAILONG_DATA: data })).catch(() => null);
  if (runtime === null) return 'refused';
  const isVerified = await verify(runtime.context.db, runtime.context.directory).then(
    (report) => report.differences.length === 0 && report.firstBadAuditEntry === null,
    () => false
  );
  await runtime.close().catch(() => undefined);
  const file = path.join(data, 'hailong.db');
  if (!isVerified || integrityFaults(file).length > 0) return 'verify';
  return totalsOf(file) === sound ? 'harmless' : 'silent';
}

function totalsOf(file: string): string {
  const db = new Sqlite(file, { readonly: true });
  try {
    const hash = createHash('sha256');
    for (const text of TOTALS) for (const row of db.prepare(text).raw().iterate()) hash.update(JSON.stringify(row));
    return hash.digest('hex');
  } catch (error) {
    return String(error);
  } finally {
    db.close();
  }
}
