import type { Interval } from '../estimate/domain-estimate.ts';
import { fQuantile } from '../statistics/distributions.ts';
import type { ItemCovariance } from './covariance.ts';

/** How well the items of a scale measure one thing; everything null below two rows or without any spread. */
export interface Reliability {
  readonly n: number;
  /** Items. */
  readonly k: number;
  readonly alpha: number | null;
  /** Of items of variance 1; null with a constant item, as is `averageR`. */
  readonly alphaStandardized: number | null;
  readonly averageR: number | null;
  /** By item, the correlation with the sum of the others; null for a constant item or sum. */
  readonly itemRest: readonly (number | null)[];
  readonly alphaIfDropped: readonly (number | null)[];
}

/** Below it ΣΣC is rounding alone. */
const SPREAD_MIN = 1e-14;

export function reliability({ n, matrix }: ItemCovariance): Reliability {
  const k = matrix.length;
  const averageR = hasSpread(n, matrix) ? averageCorrelation(matrix) : null;
  return {
    n,
    k,
    alpha: cronbach(n, matrix),
    alphaStandardized: averageR === null ? null : standardized(k, averageR),
    averageR,
    itemRest: matrix.map((_, item) => (hasSpread(n, matrix) ? itemRest(matrix, item) : null)),
    alphaIfDropped: matrix.map((_, item) => (hasSpread(n, matrix) ? cronbach(n, dropped(matrix, item)) : null))
  };
}

/** α = k/(k−1)·(1 − tr C/ΣΣC) (Cronbach, Psychometrika 16, 1951); null for one item. */
function cronbach(n: number, matrix: ItemCovariance['matrix']): number | null {
  const k = matrix.length;
  if (k < 2 || !hasSpread(n, matrix)) return null;
  return (k / (k - 1)) * (1 - trace(matrix) / total(matrix));
}

/** k·r̄/(1 + (k−1)·r̄); null where the standardized items cancel out, as they may in two or three rows. */
function standardized(k: number, averageR: number): number | null {
  const spread = 1 + (k - 1) * averageR;
  return spread < 1e-12 ? null : (k * averageR) / spread;
}

/** 1 − (1−α)·F with n−1 and (n−1)(k−1) degrees of freedom, of complete cases (Feldt, Psychometrika 30, 1965). */
export function feldtInterval({ alpha, n, k }: Reliability, confidence: number): Interval | null {
  if (alpha === null) return null;
  const tail = (1 - confidence) / 2;
  const limit = (p: number) => 1 - (1 - alpha) * fQuantile(p, n - 1, (n - 1) * (k - 1));
  return [limit(1 - tail), limit(tail)];
}

/**
 * ω of one factor, which three items identify: (λ₁+λ₂+λ₃)²/ΣΣC, λ₁ = √(c₁₂c₁₃/c₂₃) (McDonald, Test Theory, 1999).
 * null unless there are three items and all their covariances are positive.
 */
export function omegaOfThree({ n, matrix }: ItemCovariance): number | null {
  const [c12, c13, c23] = [matrix[0]?.[1] ?? 0, matrix[0]?.[2] ?? 0, matrix[1]?.[2] ?? 0];
  const identified = matrix.length === 3 && c12 > 0 && c13 > 0 && c23 > 0;
  if (!identified || !hasSpread(n, matrix)) return null;
  const loadings = Math.sqrt((c12 * c13) / c23) + Math.sqrt((c12 * c23) / c13) + Math.sqrt((c13 * c23) / c12);
  return loadings ** 2 / total(matrix);
}

/** NaN, of a pair that nobody answered, is no spread. */
function hasSpread(n: number, matrix: ItemCovariance['matrix']): boolean {
  return n >= 2 && total(matrix) >= SPREAD_MIN;
}

/** Mean of the correlations c_ij/√(c_ii·c_jj), i ≠ j. */
function averageCorrelation(matrix: ItemCovariance['matrix']): number | null {
  const k = matrix.length;
  if (k < 2 || matrix.some((line, i) => (line[i] ?? 0) <= 0)) return null;
  let sum = 0;
  for (let i = 0; i < k; i += 1) {
    for (let j = 0; j < i; j += 1) sum += at(matrix, i, j) / Math.sqrt(at(matrix, i, i) * at(matrix, j, j));
  }
  return sum / ((k * (k - 1)) / 2);
}

/** Σ_{j≠i} c_ij / √(c_ii·Σ_{j,l≠i} c_jl). */
function itemRest(matrix: ItemCovariance['matrix'], item: number): number | null {
  const own = at(matrix, item, item);
  const rest = total(dropped(matrix, item));
  if (own <= 0 || rest < SPREAD_MIN) return null;
  const shared = matrix.reduce((sum, line) => sum + (line[item] ?? 0), -own);
  return shared / Math.sqrt(own * rest);
}

function dropped(matrix: ItemCovariance['matrix'], item: number): readonly Float64Array[] {
  return matrix.filter((_, i) => i !== item).map((line) => line.filter((__, j) => j !== item));
}

function at(matrix: ItemCovariance['matrix'], i: number, j: number): number {
  return matrix[i]?.[j] ?? NaN;
}

function trace(matrix: ItemCovariance['matrix']): number {
  return matrix.reduce((sum, line, i) => sum + (line[i] ?? 0), 0);
}

function total(matrix: ItemCovariance['matrix']): number {
  return matrix.reduce((sum, line) => line.reduce((inner, value) => inner + value, sum), 0);
}
