import type { Interval } from '../estimate/domain-estimate.ts';

/** Levels that an item is thought to reach: five more satisfied people of a hundred, or the target of its area. */
export const REACHABLE_LEVELS = ['plus5', 'target'] as const;
export type ReachableLevel = (typeof REACHABLE_LEVELS)[number];

const MORE = 0.05;

/**
 * The part of those who are not satisfied with an item that becomes satisfied when it reaches its level, in (0, 1];
 * null where it is there already. `target`: the target of its area as a share of the points, if it has one.
 */
export function partToReach(level: ReachableLevel, share: number, target: number | null): number | null {
  const reached = level === 'plus5' ? Math.min(1, share + MORE) : Math.min(1, target ?? 0);
  return share < 1 && reached > share ? (reached - share) / (1 - share) : null;
}

/**
 * The interval of a gain: the same part of those who are not satisfied, where the share lies anywhere in its interval
 * (docs/STATISTICS.md, "The most valuable work").
 */
export function gainInterval(gain: number, share: number, ci: Interval): Interval {
  const at = (end: number) => (gain * (1 - Math.min(1, Math.max(0, end)))) / (1 - share);
  return [at(ci[1]), at(ci[0])];
}
