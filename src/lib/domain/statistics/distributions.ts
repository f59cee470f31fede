/**
 * Quantiles (by probability p) and distribution functions, under the names of the field. They are those of stdlib;
 * tests/unit/statistics/distributions.test.ts holds them against 40 digits of mpmath. All that is used here agrees to
 * 1e-12 relative but `betaCdf`, whose error grows to 1.5e-11 where both shapes are in the 100,000s: no polish needed.
 */
import betaCdfOf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import binomialPmfOf from '@stdlib/stats-base-dists-binomial-pmf';
import fQuantileOf from '@stdlib/stats-base-dists-f-quantile';
import normalCdfOf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import studentCdfOf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/** Φ⁻¹(p). */
export function normalQuantile(p: number): number {
  return normalQuantileOf(p, 0, 1);
}

/** Φ(z); exact in the lower tail: an upper tail is Φ(−z), not 1 − Φ(z). */
export function normalCdf(z: number): number {
  return normalCdfOf(z, 0, 1);
}

/** Student's t with `df` > 0, which need not be whole. */
export function studentQuantile(p: number, df: number): number {
  return studentQuantileOf(p, df);
}

/** The two-sided p of a t statistic. */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentCdfOf(-Math.abs(t), df);
}

/** The two-sided p of a normal statistic. */
export function normalTwoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** Of Beta(alpha, beta), both > 0. */
export function betaQuantile(p: number, alpha: number, beta: number): number {
  return betaQuantileOf(p, alpha, beta);
}

/** P(X ≤ x) of Beta(alpha, beta); exact in the lower tail: an upper tail is betaCdf(1 − x, beta, alpha). */
export function betaCdf(x: number, alpha: number, beta: number): number {
  return betaCdfOf(x, alpha, beta);
}

/** Of Fisher's F with `df1` and `df2`. */
export function fQuantile(p: number, df1: number, df2: number): number {
  return fQuantileOf(p, df1, df2);
}

/** P(X = k) of Bin(n, p). */
export function binomialPmf(k: number, n: number, p: number): number {
  return binomialPmfOf(k, n, p);
}

/** P(X ≥ k) of Bin(n, p), k ≥ 1: the beta distribution at p, since 1 − P(X < k) loses a small tail. */
export function binomialUpper(k: number, n: number, p: number): number {
  return k > n ? 0 : betaCdf(p, k, n - k + 1);
}
