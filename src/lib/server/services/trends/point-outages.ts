import { addDays } from '../../../domain/round/status.ts';
import type { Span } from '../../../domain/trend/span.ts';
import { outagesIn } from '../../../domain/trend/span-outages.ts';
import type { Context } from '../../context.ts';
import { unitOutages } from '../outages/unit-outages.ts';
import type { RoundPoint } from './round-points.ts';
import type { MarkedPoint, TrendPoint } from './trend-view.ts';

/** Points with the outages of their days. Figures are as they were: nothing is left out for an outage. */
export async function withOutages(
  ctx: Context,
  unit: string,
  points: readonly TrendPoint[],
  rounds: readonly RoundPoint[]
): Promise<readonly MarkedPoint[]> {
  const spans = points.map((_, i) => spanOf(points, i, rounds));
  const [from = '', to = ''] = [
    spans.map((span) => span.from).sort()[0],
    spans
      .map((span) => span.to)
      .sort()
      .at(-1)
  ];
  if (points.length === 0) return [];
  const { own, under } = await unitOutages(ctx, { unit, from, to });
  return points.map((point, i) => ({ ...point, outages: outagesIn(spans[i] ?? point, own, under) }));
}

/**
 * The days that a point stands for. A point inside a round has the days of its answers alone, and on the days of an outage
 * there are often none: those before it, and after the last of its round, are its own too.
 */
function spanOf(points: readonly TrendPoint[], i: number, rounds: readonly RoundPoint[]): Span {
  const roundOf = (point: TrendPoint | undefined) => rounds.find(({ id }) => point?.id === `${id} ${point?.from}`);
  const point = points[i];
  const round = roundOf(point);
  const { from = '', to = '' } = point ?? {};
  if (!round) return { from, to };
  const before = points[i - 1];
  return {
    from: before && roundOf(before) === round ? addDays(before.to, 1) : round.from,
    to: roundOf(points[i + 1]) === round ? to : round.to
  };
}
