import type { DomainAreas, FigureWithDf, Interval } from '../estimate/domain-estimate.ts';
import { tInterval } from '../estimate/interval.ts';
import type { CriteriaSet, Criterion, Step } from './criteria-set.ts';

export interface AreaPoints {
  readonly points: number | null;
  readonly se: number | null;
  readonly ci: Interval | null;
  readonly maxPoints: number;
}

/** Points of the areas and their total. */
export interface Scored {
  readonly areas: Readonly<Record<string, AreaPoints>>;
  readonly total: FigureWithDf;
}

/** The rule `steps`: the table on the point estimate, and at both ends of the share's interval; there is no standard error. */
export function stepped(
  estimate: DomainAreas,
  criteriaSet: CriteriaSet,
  { criteria, confidence }: { readonly criteria: readonly Criterion[]; readonly confidence: number }
): Scored {
  const areas = criteria.map(({ area, maxPoints }): readonly [string, AreaPoints] => {
    const found = estimate.areas[area];
    const share = found?.satisfied.estimate ?? null;
    if (!found || share === null) return [area, { points: null, se: null, ci: null, maxPoints }];
    const at = (value: number) => maxPoints * shareOfPoints(criteriaSet.steps, value);
    const { se, df } = found.satisfied;
    const ends = se === null || df === null ? null : tInterval({ estimate: share, se, df, confidence });
    return [area, { points: at(share), se: null, ci: ends && [at(ends[0]), at(ends[1])], maxPoints }];
  });
  const values = areas.map(([, value]) => value);
  const missing = values.length === 0 || values.some((value) => value.points === null);
  if (missing) return { areas: Object.fromEntries(areas), total: { estimate: null, se: null, df: null, ci: null } };
  const ends = values.flatMap(({ ci }) => (ci ? [ci] : []));
  const sum = (end: 0 | 1) => ends.reduce((total, ci) => total + ci[end], 0);
  const ci: Interval | null = ends.length === values.length ? [sum(0), sum(1)] : null;
  const total = values.reduce((added, value) => added + (value.points ?? 0), 0);
  return { areas: Object.fromEntries(areas), total: { estimate: total, se: null, df: estimate.df, ci } };
}

/** A share that reaches a step but for its last binary digits has reached it. */
function shareOfPoints(steps: readonly Step[], share: number): number {
  return steps.find(({ minShare }) => share + 1e-12 >= minShare)?.shareOfPoints ?? steps.at(-1)?.shareOfPoints ?? 0;
}
