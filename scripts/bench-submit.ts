/**
 * How many responses a second the submit path stores, as a share of the ceiling on the same disk in the same run: bare
 * inserts of the same bytes, one synced commit a batch of the same size.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { operatorContext } from '../src/cli/open.ts';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { parseConfig } from '../src/lib/server/config.ts';
import { openRuntime } from '../src/lib/server/runtime.ts';
import { seedDemoProvince } from '../src/lib/server/services/store/demo-province.ts';
import { submitResponses } from '../src/lib/server/services/submit/submit.ts';

const RESPONSES = 4_000;
const dataDir = mkdtempSync(path.join(tmpdir(), 'hailong-bench-'));
const runtime = await openRuntime(parseConfig({ HAILONG_DATA: dataDir }));
const ctx = operatorContext(runtime);
await seedDemoProvince(ctx, 400, () => undefined);
const link = ctx.directory.linksOf('06001').find((entry) => entry.channel === 'qr');
const round = ctx.directory.rounds().find((entry) => entry.status === 'open');
if (!link || !round) throw new Error('the demo province has a link and an open round');
const random = randomFrom(7);
const items = ['A1.1', 'A2.3', 'A3.1', 'A4.1', 'A5.1', 'A6.2', 'A7.2', 'OV.1'];
const responses = Array.from({ length: RESPONSES }, () => ({
  id: random.uuid(),
  link: link.code,
  questionnaire: round.questionnaire,
  booklet: 'in_person/received/1',
  respondentType: 'citizen',
  filingMode: 'in_person',
  stage: 'received',
  language: 'vi',
  answers: Object.fromEntries(items.map((item) => [item, 1 + Math.floor(random.next() * 5)]))
}));

for (const together of [1, 8, 64]) {
  const part = responses.splice(0, Math.floor(RESPONSES / 4));
  const bare = ceiling(
    part.map((response) => JSON.stringify(response)),
    together
  );
  const start = performance.now();
  for (let i = 0; i < part.length; i += together) {
    await Promise.all(part.slice(i, i + together).map((response) => submitResponses(ctx, [response])));
  }
  const ours = (part.length / (performance.now() - start)) * 1_000;
  console.log(
    `${together} at once: ${ours.toFixed(0)} responses/s; bare synced inserts ${bare.toFixed(0)}/s; share of the ceiling ${((100 * ours) / bare).toFixed(0)} %`
  );
}
await runtime.close();

/** Rows a second of bare inserts, `together` in one synced commit. */
function ceiling(rows: readonly string[], together: number): number {
  const db = new Sqlite(path.join(dataDir, `ceiling-${together}.db`));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT)');
  const insert = db.prepare('INSERT INTO row (body) VALUES (?)');
  const commit = db.transaction((part: readonly string[]) => part.forEach((body) => insert.run(body)));
  const start = performance.now();
  for (let i = 0; i < rows.length; i += together) commit(rows.slice(i, i + together));
  const rate = (rows.length / (performance.now() - start)) * 1_000;
  db.close();
  return rate;
}
