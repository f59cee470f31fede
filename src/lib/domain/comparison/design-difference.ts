import type { FigureWithDf, Interval } from '../estimate/domain-estimate.ts';
import { tInterval } from '../estimate/interval.ts';
import { studentTwoSided } from '../statistics/distributions.ts';

/** A difference of two estimates and its test. */
export interface DifferenceTest {
  readonly difference: number | null;
  readonly se: number | null;
  readonly df: number | null;
  readonly t: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly ci: Interval | null;
}

/** Below it there is no spread to test against. */
const SE_MIN = 1e-14;

/**
 * current − baseline of two independent samples: se = √(V₁+V₀), df = df₁+df₀ (METHODS §7, `design`). Without a standard
 * error of either the difference stands alone; with one below 1e-14 it keeps se and df.
 */
export function designDifference(
  current: Omit<FigureWithDf, 'ci'>,
  baseline: Omit<FigureWithDf, 'ci'>,
  confidence: number
): DifferenceTest {
  const none = { se: null, df: null, t: null, p: null, ci: null };
  if (current.estimate === null || baseline.estimate === null) return { difference: null, ...none };
  const difference = current.estimate - baseline.estimate;
  if (current.se === null || baseline.se === null || current.df === null || baseline.df === null) {
    return { difference, ...none };
  }
  const se = Math.hypot(current.se, baseline.se);
  const df = current.df + baseline.df;
  if (se < SE_MIN || df <= 0) return { difference, ...none, se, df };
  const t = difference / se;
  return {
    difference,
    se,
    df,
    t,
    p: studentTwoSided(t, df),
    ci: tInterval({ estimate: difference, se, df, confidence })
  };
}
