import { floorFor } from '../../../domain/access/policy.ts';
import { decision } from '../../../domain/estimate/decision.ts';
import { dayShare } from '../../../domain/estimate/day-share.ts';
import type { TimePoint } from '../../../domain/disclosure/time-table.ts';
import { daysIn, weekOf } from '../../../domain/trend/span.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { readTransactions } from '../rounds/transactions.ts';
import { sumsAt, type UnitDay } from './day-rows.ts';
import { KEY, type ShareFigure } from './round-figures.ts';
import type { RoundPoint } from './round-points.ts';
import { ofRound, type RoundMarks } from '../estimate/closed-rounds.ts';
import { readPublicTime, readTime, topOf, type TimeReading } from './time-rows.ts';
import type { Step, TrendPoint } from './trend-view.ts';

export interface TimeSeries {
  readonly points: readonly TrendPoint[];
  /** Why there are none inside the round. */
  readonly refusal: 'below' | 'few' | null;
  /** The unit has months, but neither days nor weeks. */
  readonly isMonthOnly: boolean;
}

interface Asked {
  readonly of: RoundPoint;
  readonly unit: string;
  readonly step: Step;
}

/** A round by day, week or month, as far as it is told; a unit below the reader's own by month. */
export async function timeSeries(ctx: Context, marks: RoundMarks, asked: Asked): Promise<TimeSeries> {
  const { of, unit, step } = asked;
  const { minimum, closedBatches } = floorFor(ctx.actor.grants, ctx.directory.path(unit, of.round.opensOn));
  const top = topOf(ctx, ctx.directory.path(unit, of.round.opensOn));
  const named = {
    round: of.round,
    name: JSON.stringify(['time', top, unit, step, minimum]),
    isShared: isWhole(ctx, unit)
  };
  const compute = async () => computed(ctx, asked, await readTime(ctx, marks, of.round, unit));
  const series = await (closedBatches ? compute() : ofRound(ctx, marks, named, compute));
  const points = series.points.map((point, i) => ({
    ...point,
    ...(i === 0 ? { breaks: of.breaks, isCut: of.isCut } : {}),
    open: of.open && i === series.points.length - 1
  }));
  return { ...series, points };
}

const isWhole = (ctx: Context, unit: string) => unit === ctx.directory.root().id;

/**
 * The months of a unit that everybody may be told of a round whose totals are public; none where its months are not told.
 * The caller sees to it that the round is public.
 */
export async function publicMonths(ctx: Context, round: RoundEntry, unit: string): Promise<readonly TrendPoint[]> {
  const { points } = await computed(
    ctx,
    { of: { round }, unit, step: 'month' },
    await readPublicTime(ctx, round, unit)
  );
  return points;
}

/** What of a point the figures inside its round hang on. */
type Whose = Pick<RoundPoint, 'round'>;

async function computed(
  ctx: Context,
  { of, unit, step }: Omit<Asked, 'of'> & { readonly of: Whose },
  reading: TimeReading
): Promise<TimeSeries> {
  const { telling, top } = reading;
  if (!telling)
    return { points: [], refusal: unit === top && !reading.closedBatches ? 'few' : 'below', isMonthOnly: false };
  const isTop = unit === top;
  if (!isTop && !telling.told.has(unit)) return { points: [], refusal: 'below', isMonthOnly: false };
  const groups = groupsOf(reading, isTop ? step : 'month');
  const byDay = Map.groupBy(reading.days, ({ day }) => day);
  const weights = isTop ? await unitWeights(ctx, of, reading.days) : new Map<string, number>();
  const isMonth = !isTop || step === 'month';
  const finest = isMonth ? groups : groupsOf(reading, 'day');
  const withheld = indicatorsOf(ctx, of).filter(
    (_, i) =>
      !isTold(reading, { unit, indicator: i, isMonth }) ||
      finest.some((group) => isBelow(reading, sumsIn(group, byDay, weights, i)))
  );
  const points = groups.map((group) => pointOf(ctx, of, { group, byDay, weights, withheld, isMonth }));
  return { points, refusal: null, isMonthOnly: !isTop && step !== 'month' };
}

/** Weeks are unions of points: each goes to the week in which it ends. */
function groupsOf({ telling }: TimeReading, step: Step): readonly (readonly string[])[] {
  const months = telling?.months ?? [];
  const daysOf = (points: readonly TimePoint[]) => points.flatMap((point) => point.days);
  if (step === 'month') return months.map(({ points }) => daysOf(points));
  const points = months.flatMap((month) => month.points);
  if (step === 'day') return points.map((point) => point.days);
  return [...Map.groupBy(points, ({ days }) => weekOf(days.at(-1) ?? '').from).values()].map(daysOf);
}

/** N/n of each unit in the whole round, by the best N that is known of all of them; 1 where there is none. */
async function unitWeights(ctx: Context, { round }: Whose, days: readonly UnitDay[]) {
  const { current, previous } = await readTransactions(ctx, round);
  const sizes = new Map<string, number>();
  for (const { unit, sums } of days) sizes.set(unit, (sizes.get(unit) ?? 0) + (sums[0] ?? 0));
  for (const known of [current.final, current.provisional, previous]) {
    if (!known) continue;
    const totals = new Map<string, number>();
    for (const [stratum, settled] of known) {
      const unit = stratum.slice(0, stratum.indexOf('|'));
      totals.set(unit, (totals.get(unit) ?? 0) + settled);
    }
    const isWhole = [...sizes.keys()].every((unit) => (totals.get(unit) ?? 0) > 0);
    if (isWhole) return new Map([...sizes].map(([unit, n]) => [unit, (totals.get(unit) ?? n) / n]));
  }
  return new Map<string, number>();
}

/** The key item, then the areas. */
const indicatorsOf = (ctx: Context, { round }: Whose): readonly string[] => {
  const { areas } = ctx.directory.questionnaire(round.questionnaire);
  return [KEY, ...areas.map(({ id }) => id)];
};

type ByDay = ReadonlyMap<string, readonly UnitDay[]>;

function sumsIn(group: readonly string[], byDay: ByDay, weights: ReadonlyMap<string, number>, indicator: number) {
  const own = group.flatMap((day) => byDay.get(day) ?? []);
  return own.map(({ unit, sums }) => ({
    weight: weights.get(unit) ?? 1,
    ...sumsAt(sums, indicator === 0 ? null : indicator - 1)
  }));
}

/** Whether an indicator is told of a unit by month, or at all points, beside what is told of it of all others. */
function isTold(
  { indicators, top, closedBatches }: TimeReading,
  { unit, indicator, isMonth }: { readonly unit: string; readonly indicator: number; readonly isMonth: boolean }
): boolean {
  const telling = indicators[indicator];
  if (closedBatches || !telling) return closedBatches;
  return unit === top ? telling.finest === 'point' || (isMonth && telling.finest === 'month') : telling.units.has(unit);
}

/**
 * Whether a part of a series may not be told. Then none is, at this step and at those of which it is a part: it were the
 * round, which is told, less all others.
 */
function isBelow({ floor, closedBatches }: TimeReading, sums: ReturnType<typeof sumsIn>): boolean {
  const rows = sums.reduce((n, part) => n + part.rows, 0);
  const isWorst = closedBatches && sums.every(({ satisfied }) => satisfied === 0);
  return rows > 0 && (rows < floor || isWorst);
}

interface Group {
  readonly group: readonly string[];
  readonly byDay: ByDay;
  readonly weights: ReadonlyMap<string, number>;
  /** Indicators that are told of no part of the round. */
  readonly withheld: readonly string[];
  readonly isMonth: boolean;
}

function pointOf(ctx: Context, of: Whose, { group, byDay, weights, withheld, isMonth }: Group): TrendPoint {
  const { round } = of;
  const [from = '', to = ''] = [group[0], group.at(-1)];
  const own = group.flatMap((day) => byDay.get(day) ?? []);
  const shares: Record<string, ShareFigure> = {};
  const hidden: string[] = [];
  for (const [i, id] of indicatorsOf(ctx, of).entries()) {
    const sums = sumsIn(group, byDay, weights, i);
    if (withheld.includes(id) && sums.some(({ rows }) => rows > 0)) hidden.push(id);
    const found = dayShare(sums, round.design.confidence);
    if (!found || withheld.includes(id)) continue;
    const { conclusive } = decision({ ...found, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
    shares[id] = { ...found, conclusive };
  }
  const all = daysIn({ from, to });
  return {
    ...{ id: `${round.id} ${from}`, name: isMonth ? monthName(from, to) : null, from, to, shares, hidden },
    ...{ suppressed: null, received: null, population: null, open: false, rounds: 1, hiddenRounds: 0 },
    ...{
      n: own.reduce((sum, one) => sum + (one.sums[0] ?? 0), 0),
      days: { covered: all, all },
      breaks: [],
      isCut: false
    }
  };
}

/** 3/2026, or 3–4/2026 of months that are told together. */
function monthName(from: string, to: string): string {
  const [first, last] = [Number(from.slice(5, 7)), Number(to.slice(5, 7))];
  const year = to.slice(0, 4);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${last}/${year}`;
  return from.slice(0, 4) === year ? `${first}–${last}/${year}` : `${first}/${from.slice(0, 4)}–${last}/${year}`;
}
