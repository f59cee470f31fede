import { decision } from '../../../domain/estimate/decision.ts';
import { pooledShare, type PooledPart } from '../../../domain/estimate/pooled.ts';
import { daysCovered, daysIn, holdsDay, middleDay, yearOf, type Span } from '../../../domain/trend/span.ts';
import type { Context } from '../../context.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { RoundPoint } from './round-points.ts';
import type { ShareFigure } from './round-figures.ts';
import type { TrendPoint } from './trend-view.ts';

/** A stretch of time that whole rounds are pooled to. */
export interface PoolSpan extends Span {
  readonly id: string;
  readonly name: string | null;
}

/** The report periods, oldest first. */
export async function reportPeriods(ctx: Context): Promise<readonly PoolSpan[]> {
  return ctx.db
    .selectFrom('report_period')
    .select(['id', 'name', 'from_on as from', 'to_on as to'])
    .orderBy('from_on')
    .orderBy('id')
    .execute();
}

/** The calendar years in which the rounds lie. */
export function yearsOf(points: readonly RoundPoint[]): readonly PoolSpan[] {
  const years = new Set(points.map((point) => middleDay(point).slice(0, 4)));
  return [...years].sort().map((year) => ({ id: year, name: null, ...yearOf(`${year}-01-01`) }));
}

/**
 * The points of spans: each pools the rounds whose middle day lies in it. It is made of what is told of the rounds alone,
 * so that it tells nothing more than they do; a hidden round is left out and said to be.
 */
export function pooledPoints(
  ctx: Context,
  points: readonly RoundPoint[],
  spans: readonly PoolSpan[]
): readonly TrendPoint[] {
  const today = localDay(ctx.now());
  let last = -1;
  return spans.flatMap((span): readonly TrendPoint[] => {
    const inside = points.flatMap((point, i) => (holdsDay(span, middleDay(point)) ? [i] : []));
    const [first, final] = [inside[0], inside.at(-1)];
    if (first === undefined || final === undefined) return [];
    const since = points.slice(Math.max(last, 0) + (last < 0 ? first : 1), final + 1);
    last = final;
    return [pooled(points.slice(first, final + 1), { span, since, today })];
  });
}

function pooled(
  parts: readonly RoundPoint[],
  { span, since, today }: { readonly span: PoolSpan; readonly since: readonly RoundPoint[]; readonly today: string }
): TrendPoint {
  const told = parts.filter(({ suppressed }) => suppressed === null);
  const until = { from: span.from, to: span.to < today ? span.to : today };
  const isMixed = parts.slice(1).some((part) => part.isCut);
  const ids = new Set(told.flatMap(({ shares }) => Object.keys(shares)));
  const shares = [...ids].flatMap((id): readonly (readonly [string, ShareFigure])[] => {
    const figure = pooledFigure(told, id, isMixed);
    return figure ? [[id, figure]] : [];
  });
  return {
    ...{ id: span.id, name: span.name, from: span.from, to: span.to },
    suppressed: told.length > 0 ? null : (parts[0]?.suppressed ?? null),
    n: sumOf(told.map(({ n }) => n)),
    received: sumOf(told.map(({ received }) => received)),
    population: sumOf(told.map(({ population }) => population)),
    days: {
      covered: daysCovered(
        until,
        parts.filter(({ n }) => n !== 0)
      ),
      all: daysIn(until)
    },
    shares: Object.fromEntries(shares),
    hidden: [...new Set(told.flatMap(({ hidden }) => hidden))].filter((id) => !ids.has(id)),
    open: parts.some(({ open }) => open),
    rounds: parts.length,
    hiddenRounds: parts.length - told.length,
    breaks: since.flatMap(({ breaks }) => breaks),
    isCut: since.some((part) => part.isCut)
  };
}

/** Null where one is: what is not known of a part is not known of the whole. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function pooledFigure(parts: readonly RoundPoint[], id: string, isMixed: boolean): ShareFigure | null {
  const own = parts.flatMap(({ shares, population, round }) => {
    const figure = shares[id];
    return figure && figure.share !== null && figure.n > 0 ? [{ figure, population, round }] : [];
  });
  const [only, ...others] = own;
  const newest = own.at(-1);
  if (!only || !newest) return null;
  if (others.length === 0) return only.figure;
  const sample = own.map(({ figure, population }): PooledPart => ({ ...figure, share: figure.share ?? 0, population }));
  const { design } = newest.round;
  const found = pooledShare(sample, design.confidence);
  if (!found) return null;
  const verdict = decision({ ...found, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, design);
  const { share, se, df, ci, n } = found;
  return { share, se, df, ci, n, conclusive: verdict.conclusive && !isMixed };
}
