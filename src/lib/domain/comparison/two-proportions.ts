import type { Interval } from '../estimate/domain-estimate.ts';
import { wilson, zQuantile } from '../estimate/interval.ts';
import type { Count } from '../estimate/share-intervals.ts';
import { normalTwoSided } from '../statistics/distributions.ts';

export interface ProportionsTest {
  readonly share: number | null;
  readonly shareBaseline: number | null;
  readonly difference: number | null;
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
  /** With the unpooled variance. */
  readonly ciWald: Interval | null;
  readonly ciNewcombe: Interval | null;
}

/**
 * Two shares of independent samples, unweighted, current − baseline: z with the pooled variance and no continuity
 * correction, null if the pooled share is 0 or 1 (METHODS §7). Nothing is compared with an empty sample.
 */
export function twoProportions(current: Count, baseline: Count, confidence: number): ProportionsTest {
  const share = current.n === 0 ? null : current.k / current.n;
  const shareBaseline = baseline.n === 0 ? null : baseline.k / baseline.n;
  if (share === null || shareBaseline === null) {
    return { share, shareBaseline, difference: null, z: null, p: null, ciWald: null, ciNewcombe: null };
  }
  const difference = share - shareBaseline;
  const pooled = (current.k + baseline.k) / (current.n + baseline.n);
  const z =
    pooled === 0 || pooled === 1
      ? null
      : difference / Math.sqrt(pooled * (1 - pooled) * (1 / current.n + 1 / baseline.n));
  const half =
    zQuantile({ confidence }) *
    Math.sqrt((share * (1 - share)) / current.n + (shareBaseline * (1 - shareBaseline)) / baseline.n);
  return {
    share,
    shareBaseline,
    difference,
    z,
    p: z === null ? null : normalTwoSided(z),
    ciWald: [difference - half, difference + half],
    ciNewcombe: newcombe(current, baseline, confidence)
  };
}

/** From the Wilson limits of both (Newcombe, Statistics in Medicine 17, 1998, method 10). */
export function newcombe(current: Count, baseline: Count, confidence: number): Interval {
  const z = zQuantile({ confidence });
  const [p1, p0] = [current.k / current.n, baseline.k / baseline.n];
  const [l1, u1] = wilson({ share: p1, n: current.n, z });
  const [l0, u0] = wilson({ share: p0, n: baseline.n, z });
  return [p1 - p0 - Math.hypot(p1 - l1, u0 - p0), p1 - p0 + Math.hypot(u1 - p1, p0 - l0)];
}
