import { floorFor } from '../../../domain/access/policy.ts';
import { periodChange } from '../../../domain/comparison/period-change.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkQuery } from '../estimate/estimates.ts';
import { figuresInTurn } from '../estimate/figures-in-turn.ts';
import { currentRound } from '../estimate/overview.ts';
import { membership } from '../estimate/series.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { pooledPoints, reportPeriods, yearsOf } from './pooled-points.ts';
import { KEY } from './round-figures.ts';
import { roundPoints, type RoundPoint } from './round-points.ts';
import type { Indicator, TrendComparison, TrendPoint, TrendQuery, TrendView } from './trend-view.ts';

/**
 * The series of a unit in the step that is asked for, and two of its points in words. Throws `filter.unknown` for what is
 * not in the catalogue of cuts, indicators and points.
 */
export async function trends(ctx: Context, query: TrendQuery): Promise<TrendView> {
  requireCan(ctx, 'overview.read', query.unit);
  const newest = currentRound(ctx, query.unit) ?? ctx.directory.rounds()[0];
  if (newest) checkQuery(ctx, { ...query, round: newest.id });
  const isCutAsked = query.respondentType !== null || query.lane !== null;
  // As now a unit has no cuts: they could be subtracted from those as then.
  const scope = { ...query, as: isCutAsked ? ('then' as const) : query.as };
  return figuresInTurn(async () => {
    const rounds = await roundPoints(ctx, scope);
    const points = await pointsOf(ctx, rounds, scope);
    return viewOf(ctx, { query: scope, newest, rounds, points });
  });
}

async function pointsOf(
  ctx: Context,
  rounds: readonly RoundPoint[],
  { step }: TrendQuery
): Promise<readonly TrendPoint[]> {
  if (step === 'period') return pooledPoints(ctx, rounds, await reportPeriods(ctx));
  if (step === 'year') return pooledPoints(ctx, rounds, yearsOf(rounds));
  return rounds;
}

interface Found {
  readonly query: TrendQuery;
  readonly newest: RoundEntry | undefined;
  readonly rounds: readonly RoundPoint[];
  readonly points: readonly TrendPoint[];
}

function viewOf(ctx: Context, { query, newest, rounds, points }: Found): TrendView {
  const { unit } = query;
  const root = ctx.directory.root().id;
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, newest?.opensOn ?? localDay(ctx.now())));
  const { indicators, items } = indicatorsOf(ctx, newest);
  const known = [...indicators, ...(unit === root ? items : [])];
  if (!known.some(({ id }) => id === query.indicator)) throw problem('filter.unknown', { at: 'indicator' });
  const design = newest?.design;
  const oldest = rounds[0]?.round.opensOn;
  return {
    unit: { id: unit, title: unitTitle(ctx.directory.unit(unit)), isRoot: unit === root },
    query,
    points,
    indicators,
    items: unit === root ? items : [],
    confidence: design?.confidence ?? 0.95,
    decisionN: design?.decisionN ?? 0,
    floor: floor.minimum,
    isSelfSelected: rounds.some(({ round }) => round.design.kind === 'self-selected'),
    closedBatches: floor.closedBatches,
    isSimulated: ctx.directory.purpose() === 'demo',
    hasChanges: oldest !== undefined && membership(ctx, unit)(oldest, localDay(ctx.now())) !== null,
    comparison: comparisonOf(points, { query, indicators, confidence: design?.confidence ?? 0.95 }),
    refusal: null,
    isMonthOnly: false
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
  points: readonly TrendPoint[],
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
