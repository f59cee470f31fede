import { floorFor } from '../../../domain/access/policy.ts';
import { periodChange } from '../../../domain/comparison/period-change.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkQuery } from '../estimate/estimates.ts';
import { keptView, type AsOf } from '../estimate/kept-views.ts';
import { currentRound } from '../estimate/overview.ts';
import { membership } from '../estimate/series.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, isWhole } from '../rounds/round-reading.ts';
import { roundMarks } from '../estimate/closed-rounds.ts';
import { withItems } from './item-points.ts';
import { withOutages } from './point-outages.ts';
import { pooledPoints, reportPeriods, yearsOf } from './pooled-points.ts';
import { KEY } from './round-figures.ts';
import { roundPoints, type RoundPoint } from './round-points.ts';
import { timeSeries, type TimeSeries } from './time-points.ts';
import {
  isInsideRounds,
  type Indicator,
  type MarkedPoint,
  type Step,
  type TrendComparison,
  type TrendPoint,
  type TrendQuery,
  type TrendView
} from './trend-view.ts';

/**
 * The series of a unit in the step that is asked for, and two of its points in words. Throws `filter.unknown` for what is
 * not in the catalogue of cuts, indicators and points.
 */
export async function trends(ctx: Context, query: TrendQuery): Promise<AsOf<TrendView>> {
  requireCan(ctx, 'overview.read', query.unit);
  const newest = currentRound(ctx, query.unit) ?? ctx.directory.rounds()[0];
  if (newest) checkQuery(ctx, { ...query, round: newest.id });
  const isItem = isItemOf(indicatorsOf(ctx, newest), query.indicator);
  const scope = scopeOf(query, isItem);
  const isUncut = isItem && !isWhole(query);
  return keptView(ctx, ['trends', scope, isUncut], async () => {
    const whole = await roundPoints(ctx, scope);
    const isRoot = scope.unit === ctx.directory.root().id; // whose figures have their items
    const rounds = isItem && !isRoot ? await withItems(ctx, { unit: scope.unit, item: scope.indicator }, whole) : whole;
    const told = await pointsOf(ctx, rounds, { ...scope, isItem });
    const points = await withOutages(ctx, scope.unit, told.points, rounds);
    const comparable = isInsideRounds(scope.step) ? await withOutages(ctx, scope.unit, rounds, rounds) : points;
    const refusal = told.refusal ?? (isUncut ? 'itemCuts' : null);
    return viewOf(ctx, { query: scope, newest, rounds, told: { ...told, points, refusal }, comparable });
  });
}

/** Whether an indicator is an item. Throws `filter.unknown` where there is none of that name. */
function isItemOf({ indicators, items }: ReturnType<typeof indicatorsOf>, indicator: string): boolean {
  const isItem = items.some(({ id }) => id === indicator);
  if (!isItem && !indicators.some(({ id }) => id === indicator)) throw problem('filter.unknown', { at: 'indicator' });
  return isItem;
}

/**
 * What the series is of. As now a unit has no cuts: they could be subtracted from those as then. An item is told as then
 * and of everybody.
 */
function scopeOf(query: TrendQuery, isItem: boolean): TrendQuery {
  const cut = isItem ? ALL : {};
  const isThen = isItem || !isWhole(query) || isInsideRounds(query.step);
  return { ...query, ...cut, as: isThen ? 'then' : query.as };
}

interface Told extends Pick<TrendView, 'refusal' | 'isMonthOnly'> {
  readonly points: readonly TrendPoint[];
}

interface SeriesQuery extends TrendQuery {
  /** Sums by day hold the key item and the areas alone. */
  readonly isItem: boolean;
}

async function pointsOf(ctx: Context, rounds: readonly RoundPoint[], query: SeriesQuery): Promise<Told> {
  const { step } = query;
  const told = { refusal: null, isMonthOnly: false };
  if (step === 'period') return { ...told, points: pooledPoints(ctx, rounds, await reportPeriods(ctx)) };
  if (step === 'year') return { ...told, points: pooledPoints(ctx, rounds, yearsOf(rounds)) };
  return isInsideRounds(step) ? insideRounds(ctx, rounds, query) : { ...told, points: rounds };
}

/** How many rounds are divided, by step: so many points as can be read. */
const DIVIDED: Readonly<Partial<Record<Step, number>>> = { day: 1, week: 4 };

/** The newest rounds by day, week or month, as then; a round that is not told so stands as one point. */
async function insideRounds(ctx: Context, rounds: readonly RoundPoint[], query: SeriesQuery): Promise<Told> {
  if (query.isItem) return { points: rounds, refusal: 'items', isMonthOnly: false };
  if (!isWhole(query)) return { points: rounds, refusal: 'cuts', isMonthOnly: false };
  const upTo =
    query.step === 'day' && query.round !== null ? rounds.findIndex(({ id }) => id === query.round) : rounds.length - 1;
  if (query.step === 'day' && upTo < 0 && rounds.length > 0) throw problem('round.not_found');
  const chosen = rounds.slice(Math.max(0, upTo + 1 - (DIVIDED[query.step] ?? rounds.length)), upTo + 1);
  const marks = await roundMarks(ctx);
  const series: TimeSeries[] = [];
  for (const of of chosen) series.push(await timeSeries(ctx, marks, { of, unit: query.unit, step: query.step }));
  const newest = series.at(-1);
  if (!newest || newest.refusal !== null)
    return { points: rounds, refusal: newest?.refusal ?? null, isMonthOnly: false };
  const points = series.flatMap((one, i): readonly TrendPoint[] =>
    one.refusal === null ? one.points : chosen.slice(i, i + 1)
  );
  return { points, refusal: null, isMonthOnly: series.some(({ isMonthOnly }) => isMonthOnly) };
}

interface Found {
  readonly query: TrendQuery;
  readonly newest: RoundEntry | undefined;
  readonly rounds: readonly RoundPoint[];
  readonly told: Pick<TrendView, 'points' | 'refusal' | 'isMonthOnly'>;
  readonly comparable: readonly MarkedPoint[];
}

function viewOf(ctx: Context, { query, newest, rounds, told, comparable }: Found): TrendView {
  const { unit } = query;
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, newest?.opensOn ?? localDay(ctx.now())));
  const { indicators, items } = indicatorsOf(ctx, newest);
  const chosen = items.filter(({ id }) => id === query.indicator);
  const design = newest?.design;
  const oldest = rounds[0]?.round.opensOn;
  return {
    unit: { id: unit, title: unitTitle(ctx.directory.unit(unit)) },
    query,
    ...told,
    indicators,
    items,
    confidence: design?.confidence ?? 0.95,
    decisionN: design?.decisionN ?? 0,
    floor: floor.minimum,
    isSelfSelected: rounds.some(({ round }) => round.design.kind === 'self-selected'),
    closedBatches: floor.closedBatches,
    isSimulated: ctx.directory.purpose() === 'demo',
    hasChanges: oldest !== undefined && membership(ctx, unit)(oldest, localDay(ctx.now())) !== null,
    comparable,
    comparison: comparisonOf(comparable, {
      query,
      indicators: [...chosen, ...indicators],
      confidence: design?.confidence ?? 0.95
    })
  };
}

/** The key item and the areas of the newest questionnaire; its items apart. */
function indicatorsOf(ctx: Context, newest: RoundEntry | undefined) {
  if (!newest) return { indicators: [{ id: KEY, title: {} }], items: [] };
  const { areas, keyItem } = ctx.directory.questionnaire(newest.questionnaire);
  const indicators: readonly Indicator[] = [
    { id: KEY, title: keyItem.text },
    ...areas.map(({ id, short }) => ({ id, title: short }))
  ];
  return { indicators, items: areas.flatMap(({ items }) => items.map(({ id, text }) => ({ id, title: text }))) };
}

/** Two points in words; null where there are not two. Throws `filter.unknown` for a point that is not in the series. */
function comparisonOf(
  points: readonly MarkedPoint[],
  of: { readonly query: TrendQuery; readonly indicators: readonly Indicator[]; readonly confidence: number }
): TrendComparison | null {
  const at = (id: string | null, otherwise: number) => {
    const found = id === null ? otherwise : points.findIndex((point) => point.id === id);
    if (id !== null && found < 0) throw problem('filter.unknown', { at: 'period' });
    return found;
  };
  const [b, a] = [at(of.query.to, points.length - 1), at(of.query.from, points.length - 2)];
  const [from, to] = [points[Math.min(a, b)], points[Math.max(a, b)]];
  if (!from || !to || a === b) return null;
  const isCut = points.slice(Math.min(a, b) + 1, Math.max(a, b) + 1).some((point) => point.isCut);
  const none = { share: null, se: null, df: null, conclusive: false };
  const rows = of.indicators.map((indicator) => {
    const [current, previous] = [to.shares[indicator.id] ?? none, from.shares[indicator.id] ?? none];
    const figure = (share: typeof none | typeof current) => ({ ...share, estimate: share.share });
    return {
      ...indicator,
      change: periodChange(figure(current), figure(previous), { confidence: of.confidence, isCut })
    };
  });
  return { from, to, isCut, rows };
}
