import { assert } from '../shared/assert.ts';
import { betaQuantile } from '../statistics/distributions.ts';
import type { Interval } from './domain-estimate.ts';
import { tInterval, tQuantile, wilson, zQuantile } from './interval.ts';

/** Successes of trials; shares are in [0,1]. */
export interface Count {
  readonly k: number;
  /** > 0. */
  readonly n: number;
}

/** Beta quantiles of the two tails; 0 if k = 0, 1 if k = n. Clopper & Pearson, Biometrika 26, 1934. */
export function clopperPearson({ k, n }: Count, confidence: number): Interval {
  const alpha = 1 - confidence;
  return [k === 0 ? 0 : betaQuantile(alpha / 2, k, n - k + 1), k === n ? 1 : betaQuantile(1 - alpha / 2, k + 1, n - k)];
}

/** Wald about (k + z²/2)/(n + z²), clipped to [0,1]. Agresti & Coull, American Statistician 52, 1998. */
export function agrestiCoull({ k, n }: Count, confidence: number): Interval {
  const z = zQuantile({ confidence });
  const size = n + z * z;
  const centre = (k + (z * z) / 2) / size;
  const half = z * Math.sqrt((centre * (1 - centre)) / size);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** A share of a complex design; the rest null where it has no spread (METHODS §4). */
export interface DesignShareIntervals {
  readonly ciWald: Interval | null;
  readonly ciLogit: Interval | null;
  readonly ciBeta: Interval | null;
  readonly ciWilson: Interval | null;
  /** p(1−p)/V. */
  readonly nEff: number | null;
}

interface DesignShare {
  readonly share: number | null;
  readonly se: number | null;
  readonly df: number | null;
  /** Valid rows in the domain. */
  readonly n: number;
}

/** The four intervals of a design-based share: t, logit, beta and Wilson with the effective size. */
export function designShareIntervals(of: DesignShare, confidence: number): DesignShareIntervals {
  const { share, se, df } = of;
  if (share === null || se === null || df === null || df <= 0) {
    return { ciWald: null, ciLogit: null, ciBeta: null, ciWilson: null, nEff: null };
  }
  const ciWald = tInterval({ estimate: share, se, df, confidence });
  const size = effectiveSize({ share, se, df, n: of.n }, confidence);
  if (size === null) return { ciWald, ciLogit: null, ciBeta: null, ciWilson: null, nEff: null };
  return {
    ciWald,
    ciLogit: logit({ share, se, df }, confidence),
    ciBeta: kornGraubard(share, size.nStar, confidence),
    ciWilson: wilson({ share, n: size.nStar, z: zQuantile({ confidence }) }),
    nEff: size.nEff
  };
}

/**
 * n_eff = p(1−p)/V and n* = n_eff·(t_{n−1}/t_df)² (Korn & Graubard 1998); null where the standard error is below 1e-14
 * or the share is 0 or 1 to 1e-14: there the unweighted Wilson interval is shown instead.
 */
export function effectiveSize(
  of: { readonly share: number; readonly se: number; readonly df: number; readonly n: number },
  confidence: number
): { readonly nEff: number; readonly nStar: number } | null {
  const { share, se, df, n } = of;
  if (se < 1e-14 || share < 1e-14 || share > 1 - 1e-14) return null;
  const nEff = (share * (1 - share)) / se ** 2;
  const ratio = tQuantile(confidence, n - 1) / tQuantile(confidence, df);
  return { nEff, nStar: nEff * ratio ** 2 };
}

/** expit(logit p ± t·se/(p(1−p))). */
function logit(of: { share: number; se: number; df: number }, confidence: number): Interval {
  const { share, se, df } = of;
  const half = (tQuantile(confidence, df) * se) / (share * (1 - share));
  const centre = Math.log(share / (1 - share));
  const expit = (y: number) => 1 / (1 + Math.exp(-y));
  return [expit(centre - half), expit(centre + half)];
}

/** Clopper–Pearson with n* trials, which need not be whole. Korn & Graubard, Survey Methodology 24, 1998. */
function kornGraubard(share: number, n: number, confidence: number): Interval {
  const alpha = 1 - confidence;
  const [k, rest] = [n * share, n * (1 - share)];
  return [betaQuantile(alpha / 2, k, rest + 1), betaQuantile(1 - alpha / 2, k + 1, rest)];
}

/**
 * The interval to show for a share: Wilson with n*, but never with more than `most` answers, the effective size by the
 * weights alone (Kish). An estimated variance is too small just when few were dissatisfied, and n* then passes any number
 * that was asked; so capped, the interval covers 93 to 97 % where Wilson with n* falls to 80 (docs/STATISTICS.md). Truncation:
 * Franco, Little, Louis & Slud, J. Survey Stat. Methodol. 7, 2019. Null without an answer.
 */
export function shownShareInterval(of: DesignShare & { readonly most: number }, confidence: number): Interval | null {
  const { se, df, n, most } = of;
  if (of.share === null || n === 0 || most <= 0) return null;
  const share = withinBounds(of.share);
  const size = se === null || df === null || df <= 0 ? null : effectiveSize({ share, se, df, n }, confidence);
  return wilson({ share, n: Math.min(size?.nStar ?? most, most), z: zQuantile({ confidence }) });
}

/** A mean of means of shares that are all 1 can pass it by its last binary digits; anything more is a fault. */
function withinBounds(share: number): number {
  assert(share > -1e-9 && share < 1 + 1e-9, 'a share', { share });
  return Math.min(1, Math.max(0, share));
}
