import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';
import { assert } from '../shared/assert.ts';
import type { FigureWithDf, Interval } from './domain-estimate.ts';

/** Φ⁻¹(0.975). */
const Z_95 = 1.959963984540054;

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
  const found = tQuantileOf((1 + confidence) / 2, df);
  if (known.size > KNOWN_MAX || (known.get(confidence)?.size ?? 0) > KNOWN_MAX) known.clear();
  known.set(confidence, (known.get(confidence) ?? new Map<number, number>()).set(df, found));
  return found;
}

/** The normal quantile at 1 − α/2: the given one, or the known one of 95 %. */
export function zQuantile(design: { readonly confidence: number; readonly z?: number | undefined }): number {
  const z = design.z ?? (design.confidence === 0.95 ? Z_95 : undefined);
  assert(z !== undefined && z > 0, 'a design with another confidence than 0.95 gives z', { ...design, z });
  return z;
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
