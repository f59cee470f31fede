import type { Sums } from './variance.ts';

/** Σ w x / Σ w d over cells, and Σ w d; null without valid answers. */
export interface WeightedRatio {
  readonly ratio: number;
  readonly denominator: number;
  /** Σd: valid answers, unweighted. */
  readonly count: number;
}

/**
 * The weighted mean (or ratio) over cells, summed as deviations from the first cell's: where all cells have the same
 * mean it is that number exactly, and residuals are exactly zero.
 */
export function weightedRatio(parts: readonly (Sums & { readonly weight: number })[]): WeightedRatio | null {
  const first = parts.find(({ d }) => d > 0);
  if (!first) return null;
  const start = first.x / first.d;
  let [count, denominator, deviation] = [0, 0, 0];
  for (const { x, d, weight } of parts) {
    count += d;
    denominator += weight * d;
    deviation += weight * (x - start * d);
  }
  return { ratio: start + deviation / denominator, denominator, count };
}

/** Σ share·value / Σ share, as deviations from the first value, for the same reason. */
export function weightedMean(parts: readonly { readonly value: number; readonly weight: number }[]): number {
  const start = parts[0]?.value ?? 0;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return start + parts.reduce((sum, { value, weight }) => sum + weight * (value - start), 0) / total;
}
