import { tInterval } from '../estimate/interval.ts';
import { studentTwoSided } from '../statistics/distributions.ts';
import type { SampleMoments } from '../statistics/moments.ts';
import type { DifferenceTest } from './design-difference.ts';

export type WelchTest = Omit<DifferenceTest, 'se'>;

/**
 * Welch's t of two unweighted means with unequal variances, current − baseline (Welch, Biometrika 34, 1947). All null
 * with fewer than two values in either, or where the spread is rounding alone.
 */
export function welch(current: SampleMoments, baseline: SampleMoments, confidence: number): WelchTest {
  const none: WelchTest = { difference: null, t: null, df: null, p: null, ci: null };
  if (current.n < 2 || baseline.n < 2) return none;
  const [one, other] = [errorVariance(current), errorVariance(baseline)];
  const se = Math.sqrt(one + other);
  if (se < 10 * Number.EPSILON * Math.max(Math.abs(current.mean), Math.abs(baseline.mean))) return none;
  const df = (one + other) ** 2 / (one ** 2 / (current.n - 1) + other ** 2 / (baseline.n - 1));
  const difference = current.mean - baseline.mean;
  const t = difference / se;
  return { difference, t, df, p: studentTwoSided(t, df), ci: tInterval({ estimate: difference, se, df, confidence }) };
}

/** s²/n. */
function errorVariance({ n, squares }: SampleMoments): number {
  return squares / (n - 1) / n;
}
