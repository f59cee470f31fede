import { assert } from '../shared/assert.ts';
import { normalQuantile, studentQuantile } from '../statistics/distributions.ts';
import type { FigureWithDf, Interval } from './domain-estimate.ts';

/** A figure from its variance: estimate ± t_df·se; df ≤ 0 leaves the estimate alone (METHODS §4). */
export function figure(of: { estimate: number; variance: number; df: number; confidence: number }): FigureWithDf {
  const { estimate, df, confidence } = of;
  if (df <= 0) return { estimate, se: null, df, ci: null };
  // A sum of squares that rounding has taken below zero is zero.
  const se = Math.sqrt(Math.max(0, of.variance));
  return { estimate, se, df, ci: tInterval({ estimate, se, df, confidence }) };
}

/** [estimate − t·se, estimate + t·se]; for df > 0. */
export function tInterval(of: { estimate: number; se: number; df: number; confidence: number }): Interval {
  const margin = of.se === 0 ? 0 : tQuantile(of.confidence, of.df) * of.se;
  return [of.estimate - margin, of.estimate + margin];
}

/** By confidence, by df: a round has one confidence, and a quantile takes as long as the sums of a unit. */
const known = new Map<number, Map<number, number>>();
const KNOWN_MAX = 10_000;

/** The t quantile at 1 − α/2, α = 1 − confidence. */
export function tQuantile(confidence: number, df: number): number {
  const quantile = known.get(confidence)?.get(df);
  if (quantile !== undefined) return quantile;
  assert(confidence > 0 && confidence < 1 && df > 0, 'a confidence and degrees of freedom', { confidence, df });
  const found = studentQuantile((1 + confidence) / 2, df);
  if (known.size > KNOWN_MAX || (known.get(confidence)?.size ?? 0) > KNOWN_MAX) known.clear();
  known.set(confidence, (known.get(confidence) ?? new Map<number, number>()).set(df, found));
  return found;
}

/** The normal quantile at 1 − α/2. */
export function zQuantile({ confidence }: { readonly confidence: number }): number {
  assert(confidence > 0 && confidence < 1, 'a confidence', { confidence });
  return normalQuantile((1 + confidence) / 2);
}

/** Wilson (1927), clipped to [0,1] (METHODS §2); n may be an effective size. */
export function wilson(of: { share: number; n: number; z: number }): Interval {
  const { share, n, z } = of;
  assert(share >= 0 && share <= 1 && n > 0, 'a share of a positive n', of);
  const square = (z * z) / n;
  const centre = share + square / 2;
  const half = z * Math.sqrt((share * (1 - share)) / n + square / (4 * n));
  const clip = (limit: number) => Math.min(1, Math.max(0, limit / (1 + square)));
  return [clip(centre - half), clip(centre + half)];
}
