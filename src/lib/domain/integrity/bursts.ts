import { binomialPmf, binomialUpper } from '../statistics/distributions.ts';

export interface ScanWindow {
  /** Length of the window. */
  readonly windowS: number;
  /** Time that a counter is open a day. */
  readonly openS: number;
}

/** The most of the ascending times (ms) in a window [t, t + windowS) that starts at one of them. */
export function maxInWindow(sorted: Float64Array, windowS: number): number {
  let [most, from] = [0, 0];
  for (let to = 0; to < sorted.length; to += 1) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= windowS * 1000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/**
 * How often `n` submissions that come at random over the open hours have `k` or more in some window: about
 * (k/w − n − 1)·b(k; n, w) + 2·P(Bin(n, w) ≥ k), w = windowS/openS (Wallenstein & Neff, Statistics in Medicine 6,
 * 1987), clipped to [0,1]; 1 below k = 2. Good when small.
 */
export function scanP(n: number, k: number, { windowS, openS }: ScanWindow): number {
  if (k < 2) return 1;
  const w = windowS / openS;
  if (w >= 1) return 1;
  const p = (k / w - n - 1) * binomialPmf(k, n, w) + 2 * binomialUpper(k, n, w);
  return Math.min(1, Math.max(0, p));
}

/** The values of the rows, group after group; rows whose value is NaN are left out. */
export interface GroupedTimes {
  /** Group g is `times[start[g]] … times[start[g + 1] − 1]`, ascending. */
  readonly start: Uint32Array;
  readonly times: Float64Array;
}

/** Sorts times by group in two passes over the rows; no object a row. */
export function timesByGroup(times: Float64Array, group: Int32Array, groups: number): GroupedTimes {
  const start = new Uint32Array(groups + 1);
  for (let i = 0; i < times.length; i += 1) {
    const next = (group[i] ?? 0) + 1;
    if (!Number.isNaN(times[i])) start[next] = (start[next] ?? 0) + 1;
  }
  for (let g = 0; g < groups; g += 1) start[g + 1] = (start[g + 1] ?? 0) + (start[g] ?? 0);
  const sorted = new Float64Array(start[groups] ?? 0);
  const next = start.slice();
  for (let i = 0; i < times.length; i += 1) {
    const of = group[i] ?? 0;
    const time = times[i] ?? NaN;
    if (Number.isNaN(time)) continue;
    sorted[next[of] ?? 0] = time;
    next[of] = (next[of] ?? 0) + 1;
  }
  for (let g = 0; g < groups; g += 1) sorted.subarray(start[g], start[g + 1]).sort();
  return { start, times: sorted };
}
