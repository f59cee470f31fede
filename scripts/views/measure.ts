import { setTimeout as sleep } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import { openBooklets } from '../../src/lib/domain/questionnaire/booklets.ts';
import { assert } from '../../src/lib/domain/shared/assert.ts';
import { localDay } from '../../src/lib/domain/shared/time.ts';
import { simulateAnswers } from '../../src/lib/domain/simulation/respondent.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { tally } from '../../src/lib/domain/tally/score.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { changeCells } from '../../src/lib/server/services/estimate/cells.ts';
import { layoutOf } from '../../src/lib/server/services/estimate/layouts.ts';
import { ROUNDS, roundId, unitId } from './fill.ts';
import { NAMED_VIEWS } from './named-views.ts';

export interface Measured {
  readonly name: string;
  /** In milliseconds: the first look, and of the looks after it. */
  readonly first: number;
  readonly median: number;
  readonly p95: number;
  /** Of the first look and of the last. */
  readonly queries: readonly [number, number];
  readonly rows: readonly [number, number];
}

const random = randomFrom(7);
const REST_MAX_MS = 1_000;

/** Times every named view: an answer comes into the running round before each look. */
export async function measureViews(
  ctx: Context,
  looks: number,
  only: string | undefined
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const { name, look } of NAMED_VIEWS.filter((view) => only === undefined || view.name.includes(only))) {
    const times: number[] = [];
    const counts: { queries: number; rows: number }[] = [];
    for (let i = 0; i <= looks; i += 1) {
      await oneAnswer(ctx);
      const { db, count } = countingDb(ctx);
      const begun = performance.now();
      await look({ ...ctx, db });
      times.push(performance.now() - begun);
      counts.push(count);
      await sleep(Math.min((times.at(-1) ?? 0) + 5, REST_MAX_MS)); // as long as the figures rest after their turn
    }
    process.stderr.write(`  ${name}: ${times.map((ms) => ms.toFixed(0)).join(' ')}\n`);
    const [first = 0, ...rest] = times;
    const sorted = rest.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
    const [before, after] = [counts[0], counts.at(-1)];
    measured.push({
      ...{ name, first, median: at(0.5), p95: at(0.95) },
      queries: [before?.queries ?? 0, after?.queries ?? 0],
      rows: [before?.rows ?? 0, after?.rows ?? 0]
    });
  }
  return measured;
}

/** Adds one answer to the sums of a commune in the running round, in the way of a submission. */
async function oneAnswer(ctx: Context): Promise<void> {
  const round = ctx.directory.round(roundId(ROUNDS - 1));
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const booklet = openBooklets(questionnaire, 'in_person', 'received')[0];
  assert(booklet, 'the bank has booklets');
  const { id } = booklet;
  const layout = layoutOf(ctx.directory, round, id);
  const effects = { unitEffect: 0, counterDayEffect: 0, quarter: 0, stuffed: false };
  const moments = tally(layout, simulateAnswers(questionnaire, booklet, effects, random), round.design);
  const key = {
    ...{ round: round.id, unit: unitId(0), counter: 'quay', respondent_type: 'citizen', filing_mode: 'in_person' },
    ...{ lane: 'qr/C/counted', booklet: id, local_day: localDay(ctx.now()) }
  };
  await ctx.gate.run((db) => changeCells(db, [{ key, layout, moments }], 'add'));
}

/** The database of a context that counts the queries and the rows that it gives. */
function countingDb(ctx: Context) {
  const count = { queries: 0, rows: 0 };
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => {
      count.queries += 1;
      count.rows += result.rows.length;
      return Promise.resolve(result);
    }
  };
  return { db: ctx.db.withPlugin(plugin), count };
}

/** The cells of the running round read and nothing made of them: what no view that reads them can beat. Milliseconds. */
export async function readRaw(
  ctx: Context
): Promise<{ readonly ms: number; readonly rows: number; readonly bytes: number }> {
  const runs: { ms: number; rows: number; bytes: number }[] = [];
  for (let i = 0; i < 5; i += 1) {
    const begun = performance.now();
    const found = await ctx.db
      .selectFrom('unit_moment')
      .selectAll()
      .where('round', '=', roundId(ROUNDS - 1))
      .execute();
    const ms = performance.now() - begun;
    runs.push({ ms, rows: found.length, bytes: found.reduce((sum, { moments }) => sum + moments.length, 0) });
  }
  return runs.sort((a, b) => a.ms - b.ms)[2] ?? { ms: 0, rows: 0, bytes: 0 };
}

/** What the database keeps of closed rounds. */
export async function keptFigures(ctx: Context): Promise<{ readonly rows: number; readonly bytes: number }> {
  const found = await ctx.db.selectFrom('round_figure').select('figures').execute();
  return { rows: found.length, bytes: found.reduce((sum, { figures }) => sum + figures.length, 0) };
}
