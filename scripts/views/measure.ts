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

/** What one look took: milliseconds, queries, and the rows that these gave. */
export interface Look {
  readonly ms: number;
  readonly queries: number;
  readonly rows: number;
}

const random = randomFrom(7);

/** Looks at a named view once, after an answer has come into the running round. */
export async function lookAt(ctx: Context, view: string): Promise<Look> {
  const named = NAMED_VIEWS.find(({ name }) => name === view);
  assert(named, 'a view has a name', { view });
  await oneAnswer(ctx);
  const { db, count } = countingDb(ctx);
  const begun = performance.now();
  await named.look({ ...ctx, db });
  return { ms: performance.now() - begun, ...count };
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
