import type { Interval } from '../estimate/domain-estimate.ts';
import type { CriteriaSet } from './criteria-set.ts';

/** Targets of simulated points; what has none is absent. The total is its own, not the sum of the criteria's. */
export interface PointsTargets {
  readonly criteria: Readonly<Record<string, number>>;
  readonly total: number | null;
}

export interface AgainstTarget {
  /** Points that are missing; 0 or below: none. */
  readonly gap: number;
  /** `reached` and `missed` where the whole interval lies on that side, else `unsure`. */
  readonly verdict: 'reached' | 'unsure' | 'missed';
}

/** A target that is reached but for the last binary digits is reached. */
const ROUNDING = 1e-9;

/** Simulated points beside their target. */
export function againstTarget(
  { points, ci }: { readonly points: number; readonly ci: Interval | null },
  target: number
): AgainstTarget {
  const gap = target - points;
  if (ci && ci[0] + ROUNDING >= target) return { gap, verdict: 'reached' };
  return { gap, verdict: ci && ci[1] + ROUNDING < target ? 'missed' : 'unsure' };
}

/** Whether targets fit a criteria set: known criteria, from 0 to their maximum. */
export function targetsFit({ criteria, total }: PointsTargets, set: Pick<CriteriaSet, 'criteria'>): boolean {
  const isWithin = (points: number, max: number) => Number.isFinite(points) && points >= 0 && points <= max + ROUNDING;
  const whole = set.criteria.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
  const known = Object.entries(criteria).every(([area, points]) => {
    const criterion = set.criteria.find((one) => one.area === area);
    return criterion !== undefined && isWithin(points, criterion.maxPoints);
  });
  return known && (total === null || isWithin(total, whole));
}
