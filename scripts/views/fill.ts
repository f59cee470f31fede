import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { layoutOf } from '../../src/lib/server/services/estimate/layouts.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../../src/lib/server/services/questionnaires/questionnaires.ts';
import { frozenAsJson, keepResults } from '../../src/lib/server/services/results/publications.ts';
import { freezeResults } from '../../src/lib/server/services/results/results-document.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import type { Bulk } from './bulk.ts';
import { cellMaker } from './sums.ts';

export const [ROOT, ROUNDS] = ['tinh', 20];
export const roundId = (i: number) => `ky-${String(i + 1).padStart(2, '0')}`;
export const unitId = (i: number) => `xa-${i + 1}`;
const [QUARTER, DAYS, PAST] = [91, 65, 45];

export interface Size {
  readonly responses: number;
  readonly units: number;
}

/** A province with so many units and twenty quarterly rounds, the last of them open. */
export async function fillProvince(ctx: Context, bulk: Bulk, { responses, units }: Size): Promise<void> {
  const ids = Array.from({ length: units }, (_, i) => unitId(i));
  const dayOf = (i: number, day: number) => localDay(Date.now() - ((ROUNDS - 1 - i) * QUARTER + PAST - day) * DAY_MS);
  const from = dayOf(0, -30);
  await addUnits(ctx, [
    { id: ROOT, code: ROOT, name: 'Lạng Sơn', type: 'tỉnh', parent: null, from, counters: [] },
    ...ids.map((id) => ({ id, code: id, name: id, type: 'xã', parent: ROOT, from, counters: [] }))
  ]);
  const questionnaire = await publishQuestionnaire(ctx, bank);
  const criteriaSet = await publishCriteriaSet(ctx, criteria);
  for (let i = 0; i < ROUNDS; i += 1) {
    await openRound(ctx, {
      ...{ id: roundId(i), name: `Kỳ ${i + 1}`, opensOn: dayOf(i, 0), closesOn: dayOf(i, DAYS - 1), publishOn: null },
      ...{ previousRound: i === 0 ? null : roundId(i - 1), design: COUNTER_DESIGN, questionnaire, criteriaSet },
      units: ids.map((id) => ({ id, target: 100 }))
    });
    if (i === ROUNDS - 1) break;
    await ctx.gate.run((db) =>
      db.updateTable('round').set({ status: 'closed' }).where('id', '=', roundId(i)).execute()
    );
  }
  await ctx.directory.reload();
  const round = ctx.directory.round(roundId(0));
  const make = cellMaker(ctx.directory.questionnaire(questionnaire), (id) => layoutOf(ctx.directory, round, id));
  for (let i = 0; i < ROUNDS; i += 1) {
    const days = Array.from({ length: i === ROUNDS - 1 ? PAST + 1 : DAYS }, (_, day) => dayOf(i, day));
    await fillRound(bulk, { round: roundId(i), ids, responses: Math.round(responses / ROUNDS), days, make });
  }
}

interface Filled {
  readonly round: string;
  readonly ids: readonly string[];
  readonly responses: number;
  readonly days: readonly string[];
  readonly make: ReturnType<typeof cellMaker>;
}

async function fillRound(bulk: Bulk, { round, ids, responses, days, make }: Filled): Promise<void> {
  for (let from = 0; from < ids.length; from += 100) {
    const made = ids.slice(from, from + 100).map((unit, i) => {
      const before = Math.round(((from + i) * responses) / ids.length);
      return { unit, ...make(Math.round(((from + i + 1) * responses) / ids.length) - before, days) };
    });
    await bulk.insert(
      'unit_moment',
      made.flatMap(({ unit, cells }) =>
        cells.map((cell) => [
          ...[round, unit, cell.respondent_type, cell.filing_mode, cell.lane, cell.booklet],
          cell.moments
        ])
      )
    );
    await bulk.insert(
      'unit_day',
      made.flatMap(({ unit, days: own }) => own.map((day) => [round, unit, day.local_day, day.lane, day.moments]))
    );
    const settled = ids
      .slice(from, from + 100)
      .flatMap((unit) =>
        ['citizen', 'business'].flatMap((type) =>
          ['in_person', 'online'].map((mode) => [round, unit, type, mode, 0, 2_000 + unit.length])
        )
      );
    await bulk.insert('transactions', settled);
  }
}

/** Publishes the last closed round as the job does, so long ago that the units' days to reply are over. */
export async function publishLast(ctx: Context): Promise<void> {
  const id = roundId(ROUNDS - 2);
  const frozen = frozenAsJson(await freezeResults(ctx, ctx.directory.round(id)));
  await ctx.gate.run((db) => keepResults({ ...ctx, db, now: () => ctx.now() - 30 * DAY_MS }, id, 1, frozen));
}
