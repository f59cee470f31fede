import { USUAL_COUNTERS } from '../../../domain/organisation/usual-counters.ts';
import { COUNTER_DESIGN } from '../../../domain/sampling/round-design.ts';
import type { Turn } from '../../../domain/simulation/respondent.ts';
import { addDays } from '../../../domain/round/status.ts';
import { DAY_MS, localDay, startOfLocalDay } from '../../../domain/shared/time.ts';
import province from '../../../data/units/lang-son-2025.json' with { type: 'json' };
import bank from '../../../data/question-banks/LS-2017.json' with { type: 'json' };
import criteria from '../../../data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import type { Context } from '../../context.ts';
import { insertLink } from '../links/links.ts';
import { addUnits, setPurpose, type NewUnit } from '../organisation/organisation.ts';
import { publishCriteriaSet } from '../questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../questionnaires/questionnaires.ts';
import { addDemoOutages } from './demo-outages.ts';
import { addDemoPlan } from './demo-plan.ts';
import { setPointsTargets } from '../points/points-targets.ts';
import { closeRound } from '../rounds/round-closing.ts';
import { openRound, setTransactions } from '../rounds/rounds.ts';
import { fingerprint, simulateRound } from './simulation.ts';

const QUARTERS = 4;
/** The place of the area among those of the questionnaire. */
const PROCEDURES = 1;

/** Of simulated points: the whole is set on its own, a little below the sum of the criteria. */
const DEMO_TARGETS = {
  criteria: { A1: 1.35, A2: 1.4, A3: 0.88, A4: 1.88, A5: 0.87, A6: 0.9, A7: 1.86 },
  total: 9.1
};

export interface DemoProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Fills an empty database with Lạng Sơn's 65 communes and some departments, their counters and links, and four quarterly
 * rounds of simulated responses; the last round is open. Everything is marked as demo for ever.
 */
export async function seedDemoProvince(
  ctx: Context,
  responses: number,
  progress: (at: DemoProgress) => void
): Promise<void> {
  await setPurpose(ctx, 'demo');
  const units = demoUnits();
  await addUnits(ctx, units);
  await addLinks(ctx, units);
  const questionnaire = await publishQuestionnaire(ctx, bank);
  const criteriaSet = await publishCriteriaSet(ctx, criteria);
  const rated = units.filter((unit) => unit.parent !== null);
  let previousRound: string | null = null;
  let done = 0;
  for (const [i, quarter] of lastQuarters(localDay(ctx.now())).entries()) {
    const rows = rated.flatMap((unit) => settledOf(unit.id, i));
    const totals = Map.groupBy(rows, (row) => row.unit);
    const members = rated.map(({ id }) => {
      const total = (totals.get(id) ?? []).reduce((sum, row) => sum + row.settled, 0);
      return { id, target: Math.ceil(total / (1 + total * 0.01)) }; // Yamane, e = 10 %
    });
    const { id, name, opensOn, closesOn, answersTo, open } = quarter;
    await openRound(
      { ...ctx, now: () => startOfLocalDay(opensOn) },
      {
        id,
        name,
        opensOn,
        closesOn,
        publishOn: addDays(closesOn, 15),
        questionnaire,
        criteriaSet,
        design: COUNTER_DESIGN,
        previousRound,
        units: members
      }
    );
    await setTransactions(ctx, { round: id, provisional: open, rows });
    await setPointsTargets(ctx, id, DEMO_TARGETS);
    const share = Math.round((responses * (i + 1)) / QUARTERS) - Math.round((responses * i) / QUARTERS);
    const plan = {
      responses: share,
      seed: 20260 + i,
      from: opensOn,
      to: answersTo,
      quarter: i,
      ...oddities(ctx, rated, open)
    };
    done += await simulateRound(ctx, ctx.directory.round(id), plan, (stored) =>
      progress({ step: name, done: done + stored, total: responses })
    );
    // Closed when it ended, so that its results have been read by the units and are public.
    if (!open) await closeRound({ ...ctx, now: () => startOfLocalDay(addDays(closesOn, 2)) }, id);
    previousRound = id;
  }
  await addDemoPlan(ctx);
  await addDemoOutages(ctx);
}

function demoUnits(): readonly NewUnit[] {
  const { root, units, departments, from } = province;
  const top: NewUnit = {
    id: root.code,
    code: root.code,
    name: root.name,
    type: root.type,
    parent: null,
    from,
    counters: []
  };
  const under = (list: typeof units, names: readonly string[]): NewUnit[] =>
    list.map(({ code, name, type }) => ({
      id: code,
      code,
      name,
      type,
      parent: root.code,
      from,
      counters: names.map((counter, i) => ({
        id: `${code}-${i + 1}`,
        name: counter,
        serviceFields: counter.split(': ')[1]?.split(', ') ?? []
      }))
    }));
  return [top, ...under(units, USUAL_COUNTERS), ...under(departments, ['Quầy tiếp nhận và trả kết quả'])];
}

/** Each counter has a poster; the last counter of a unit also a link for online results; every fifth unit a kiosk. */
async function addLinks(ctx: Context, units: readonly NewUnit[]): Promise<void> {
  await ctx.gate.run(async (db) => {
    for (const [i, unit] of units.entries()) {
      for (const [c, { id: counter }] of unit.counters.entries()) {
        const last = c === unit.counters.length - 1;
        await insertLink({ ...ctx, db }, { counter, filingMode: 'in_person', stage: null });
        if (last)
          await insertLink({ ...ctx, db }, { counter, channel: 'link', filingMode: 'online', stage: 'received' });
        if (last && i % 5 === 1) {
          await insertLink(
            { ...ctx, db },
            { counter, channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null }
          );
        }
      }
    }
  });
  await ctx.directory.reload();
}

/** N_h: 300 to 2,400 dossiers a unit and quarter; one unit's businesses never file online (empty), in one they are three (tiny). */
function settledOf(unit: string, quarter: number) {
  const total = 300 + (fingerprint(unit) % 8) * 300 + quarter * 10;
  const share = (type: number, mode: number) => Math.max(3, Math.round(total * type * mode));
  return [
    { unit, respondentType: 'citizen', filingMode: 'in_person', settled: share(0.85, 0.4) },
    { unit, respondentType: 'citizen', filingMode: 'online', settled: share(0.85, 0.6) },
    { unit, respondentType: 'business', filingMode: 'in_person', settled: share(0.15, 0.25) },
    { unit, respondentType: 'business', filingMode: 'online', settled: share(0.15, 0.75) }
  ];
}

/**
 * A silent unit, a stuffed one and a stuffed counter, and of two busy units one that falls in procedures and one that
 * improves in the running quarter: so that the screens for them are seen.
 */
function oddities(ctx: Context, rated: readonly NewUnit[], isRunning: boolean) {
  const idOf = (place: number) => rated.at(place)?.id ?? '';
  const [silent, falling, rising] = [idOf(64), idOf(20), idOf(52)];
  const stuffed = [...ctx.directory.counters(idOf(10)), ...ctx.directory.counters(idOf(30)).slice(0, 1)];
  const turns = new Map<string, Turn>();
  if (isRunning) turns.set(falling, { area: PROCEDURES, by: -0.65 }).set(rising, { area: null, by: 0.6 });
  return {
    silentUnits: new Set([silent]),
    stuffedCounters: new Set(stuffed.map((counter) => counter.id)),
    busyUnits: new Set([falling, rising]),
    turns
  };
}

interface Quarter {
  readonly id: string;
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  /** Last day with simulated answers: yesterday in the running quarter. */
  readonly answersTo: string;
  readonly open: boolean;
}

function lastQuarters(today: string): readonly Quarter[] {
  const index = Number(today.slice(0, 4)) * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  return Array.from({ length: QUARTERS }, (_, i) => {
    const [year, quarter] = [Math.floor((index - QUARTERS + 1 + i) / 4), (index - QUARTERS + 1 + i) % 4];
    const day = (y: number, month: number, d: number) => new Date(Date.UTC(y, month, d)).toISOString().slice(0, 10);
    const opensOn = day(year, quarter * 3, 1);
    const closesOn = day(year, quarter * 3 + 3, 0);
    const open = i === QUARTERS - 1;
    const yesterday = new Date(Date.parse(today) - DAY_MS).toISOString().slice(0, 10);
    const answersTo = !open ? closesOn : yesterday > opensOn ? yesterday : opensOn;
    return {
      id: `${year}-Q${quarter + 1}`,
      name: `Quý ${['I', 'II', 'III', 'IV'][quarter] ?? ''}/${year}`,
      opensOn,
      closesOn,
      answersTo,
      open
    };
  });
}
