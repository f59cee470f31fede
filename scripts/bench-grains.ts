/**
 * `node scripts/with-node.mjs scripts/bench-grains.ts [--responses 10000000]`: what the grains of moments cost. Simulates
 * responses at 3,000 counters of 200 units over 20 quarterly rounds, writes them as unit cells, counter cells, unit-days
 * and (for one round) as counter-days, and times the views that read them. Figures go to docs/ARCHITECTURE.md.
 */
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import criteriaJson from '../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import bankJson from '../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import type { Cell } from '../src/lib/domain/estimate/design.ts';
import { estimate } from '../src/lib/domain/estimate/estimate.ts';
import { optionWeightsInThousandths, parseCriteriaSet } from '../src/lib/domain/par/criteria-set.ts';
import { openBooklets, type Booklet } from '../src/lib/domain/questionnaire/booklets.ts';
import { parseQuestionnaire } from '../src/lib/domain/questionnaire/parse.ts';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { simulateAnswers } from '../src/lib/domain/simulation/respondent.ts';
import { dayMoments } from '../src/lib/domain/tally/day.ts';
import { decodeMoments, encodeMoments } from '../src/lib/domain/tally/encode.ts';
import { bookletLayout, type MomentLayout } from '../src/lib/domain/tally/layout.ts';
import { tally } from '../src/lib/domain/tally/score.ts';

const UNITS = 200;
const COUNTERS = 3_000;
const ROUNDS = 20;
const DAYS = 65;
const { values } = parseArgs({
  options: { responses: { type: 'string', default: '10000000' }, file: { type: 'string' } }
});
const responses = Number(values.responses);
const perRound = Math.round(responses / ROUNDS);

const parsed = parseQuestionnaire(bankJson);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { questionnaire } = parsed;
const weights = optionWeightsInThousandths(parseCriteriaSet(criteriaJson));
const random = randomFrom(1);
const layouts = new Map<string, MomentLayout>();
const families = [
  { mode: 'in_person', stage: 'received', share: 0.4 },
  { mode: 'in_person', stage: 'submitted', share: 0.2 },
  { mode: 'online', stage: 'received', share: 0.4 }
].map((family) => ({ ...family, booklets: openBooklets(questionnaire, family.mode, family.stage) }));
for (const { booklets } of families) {
  for (const booklet of booklets) layouts.set(booklet.id, bookletLayout(questionnaire, booklet.items, weights));
}

// With --file the views of a file written before are timed again.
const file = values.file ?? path.join(mkdtempSync(path.join(tmpdir(), 'hailong-grains-')), 'grains.db');
const db = new Sqlite(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = OFF');
const GRAINS = ['unit_cell', 'counter_cell', 'unit_day', 'counter_day_cell'] as const;
for (const grain of GRAINS) {
  db.exec(`CREATE TABLE IF NOT EXISTS ${grain} (round INTEGER NOT NULL, unit INTEGER NOT NULL, key TEXT NOT NULL, booklet TEXT NOT NULL, n INTEGER NOT NULL,
    moments BLOB NOT NULL, PRIMARY KEY (round, unit, key)) STRICT, WITHOUT ROWID`);
}

type Kept = { unit: number; booklet: string; sums: Float64Array };
const began = performance.now();
if (values.file === undefined) for (let round = 0; round < ROUNDS; round += 1) writeRound(round);
console.log(
  `simulated ${responses} responses in ${((performance.now() - began) / 1000).toFixed(0)} s (node ${process.version}, 2 cores)`
);
report();

function writeRound(round: number): void {
  const grains: Record<(typeof GRAINS)[number], Map<string, Kept>> = {
    unit_cell: new Map(),
    counter_cell: new Map(),
    unit_day: new Map(),
    counter_day_cell: new Map()
  };
  for (let i = 0; i < perRound; i += 1) {
    const counter = Math.floor(COUNTERS * random.next() ** 1.5); // busy counters and quiet ones
    const unit = counter % UNITS;
    const family = pickFamily();
    const booklet: Booklet = random.pick(family.booklets);
    const layout = layouts.get(booklet.id);
    if (!layout) throw new Error(booklet.id);
    const type = random.chance(0.88) ? 'citizen' : 'business';
    const lane = random.chance(0.85) ? 'qr/C/counted' : 'kiosk/B/counted';
    const day = Math.floor(random.next() * DAYS);
    const effects = { unitEffect: 0, counterDayEffect: 0, quarter: 0, stuffed: false };
    const moments = tally(layout, simulateAnswers(questionnaire, booklet, effects, random), { minItemsArea: 1 });
    const cell = `${type}|${family.mode}|${lane}|${booklet.id}`;
    add(grains.unit_cell, cell + `|${unit}`, unit, booklet.id, moments);
    add(grains.counter_cell, `${counter}|${cell}`, unit, booklet.id, moments);
    add(grains.unit_day, `${unit}|${day}|${lane}`, unit, '', dayMoments(layout, moments));
    if (round === 0) add(grains.counter_day_cell, `${counter}|${day}|${cell}`, unit, booklet.id, moments);
  }
  db.transaction(() => {
    for (const grain of GRAINS) {
      const insert = db.prepare(`INSERT INTO ${grain} VALUES (?, ?, ?, ?, ?, ?)`);
      for (const [key, { unit, booklet, sums }] of grains[grain]) {
        insert.run(round, unit, key, booklet, sums[0], encodeMoments(Array.from(sums)));
      }
    }
  })();
}

function pickFamily() {
  const at = random.next();
  const [first, second, third] = families;
  const chosen = at < 0.4 ? first : at < 0.6 ? second : third;
  if (!chosen) throw new Error('families');
  return chosen;
}

function add(cells: Map<string, Kept>, key: string, unit: number, booklet: string, moments: readonly number[]): void {
  const kept = cells.get(key) ?? { unit, booklet, sums: new Float64Array(moments.length) };
  cells.set(key, kept);
  for (let i = 0; i < moments.length; i += 1) kept.sums[i] = (kept.sums[i] ?? 0) + (moments[i] ?? 0);
}

function report(): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
  console.log(`${file}: ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`);
  const sizes = new Map<string, number>();
  for (const grain of GRAINS) {
    const row = db
      .prepare<[], { rows: number; bytes: number; rounds: number }>(
        `SELECT count(*) rows, sum(length(moments) + length(key) + length(booklet) + 8) bytes, count(DISTINCT round) rounds FROM ${grain}`
      )
      .get();
    if (!row) continue;
    const perCell = (perRound * row.rounds) / row.rows;
    sizes.set(grain, row.bytes / row.rounds);
    console.log(
      `${grain}: ${row.rows} rows in ${row.rounds} rounds, ${(row.bytes / 2 ** 20).toFixed(0)} MiB, ${perCell.toFixed(1)} responses a cell, ${(row.bytes / row.rows).toFixed(0)} bytes a row`
    );
  }
  view('province of one round from unit cells', 'unit_cell', 'round = 7');
  view('province of one round from counter cells', 'counter_cell', 'round = 7');
  view('province of one round from counter-day cells', 'counter_day_cell', 'round = 0');
  view('one unit from unit cells', 'unit_cell', 'round = 7 AND unit = 17');
  view('one unit with its counters from counter cells', 'counter_cell', 'round = 7 AND unit = 17');
  time('20 rounds of a unit by day from unit-days', () => {
    const rows = db.prepare<[], { moments: Buffer }>('SELECT moments FROM unit_day WHERE unit = 17').all();
    rows.forEach((row) => decodeMoments(row.moments));
    return `${rows.length} rows`;
  });
}

function view(name: string, grain: string, where: string): void {
  time(name, () => {
    const rows = db
      .prepare<[], { key: string; unit: number; booklet: string; moments: Buffer }>(
        `SELECT key, unit, booklet, moments FROM ${grain} WHERE ${where}`
      )
      .all();
    const cells = rows.map((row): Cell => {
      const layout = layouts.get(row.booklet);
      if (!layout) throw new Error(row.booklet);
      const type = row.key.includes('citizen') ? 'citizen' : 'business';
      const [mode = '', stage = ''] = row.booklet.split('/');
      return {
        stratum: `${row.unit}|${type}|${mode}`,
        booklet: row.booklet,
        family: `${mode}/${stage}`,
        layout,
        moments: decodeMoments(row.moments)
      };
    });
    const result = estimate(cells, {
      areas: questionnaire.areas,
      booklets: questionnaire.booklets,
      populations: new Map(),
      confidence: 0.95,
      fpc: false,
      lonely: 'adjust'
    });
    return `${rows.length} rows, n = ${result.n}`;
  });
}

function time(name: string, work: () => string): void {
  const runs = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const what = work();
    return { ms: performance.now() - start, what };
  }).sort((a, b) => a.ms - b.ms);
  const middle = runs[2];
  console.log(`${name}: ${middle?.ms.toFixed(1)} ms (${middle?.what})`);
}
