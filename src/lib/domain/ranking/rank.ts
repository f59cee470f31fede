import type { Interval } from '../estimate/domain-estimate.ts';

/** Descending ranks from 1; what agrees to 12 decimals shares the smallest rank. */
export function ranks(values: readonly number[]): readonly number[] {
  const rounded = values.map((value) => Math.round(value * 1e12));
  const descending = Float64Array.from(rounded).sort().reverse();
  const first = new Map<number, number>();
  descending.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i + 1);
  });
  return rounded.map((value) => first.get(value) ?? 0);
}

/**
 * By unit, the ranks that its interval leaves open: [1 + #{v: L_v > U_u}, K − #{v: U_v < L_u}]. Jointly valid where the
 * intervals are so (Klein, Wright & Wieczorek, JRSS C 69, 2020); see `simultaneousLevel`.
 */
export function rankIntervals(intervals: readonly Interval[]): readonly (readonly [number, number])[] {
  const lower = Float64Array.from(intervals, ([low]) => low).sort();
  const upper = Float64Array.from(intervals, ([, high]) => high).sort();
  const all = intervals.length;
  return intervals.map(([low, high]) => [1 + all - countBelow(lower, high, true), all - countBelow(upper, low, false)]);
}

/** (1−α)^{1/K}: K independent intervals of this level hold together with 1 − α. */
export function simultaneousLevel(confidence: number, units: number): number {
  return confidence ** (1 / units);
}

/** How many of the ascending values are below a limit, or not above it. */
function countBelow(sorted: Float64Array, limit: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? NaN;
    if (value < limit || (orEqual && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}
