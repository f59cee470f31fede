import type { RowDesign } from './row-design.ts';

/** Which rows count in an estimate; null: all. */
export type RowFilter = ((row: number) => boolean) | null;

/** PSUs less strata over the rows that count, and S of METHODS §4 (not 1 under `average` only). */
export interface RowCount {
  readonly rows: number;
  readonly df: number;
  readonly scale: number;
}

export function countRows(design: RowDesign, counts: RowFilter): RowCount {
  const { n, psu, stratumOfPsu, psus, unsampled, lonely } = design;
  const seenPsu = new Uint8Array(stratumOfPsu.length);
  const seenStratum = new Uint8Array(psus.length);
  let rows = 0;
  let psuCount = 0;
  let strata = 0;
  let spread = 0;
  for (let i = 0; i < n; i += 1) {
    if (counts && !counts(i)) continue;
    rows += 1;
    const k = psu ? (psu[i] ?? 0) : i;
    if (seenPsu[k]) continue;
    seenPsu[k] = 1;
    psuCount += 1;
    const h = stratumOfPsu[k] ?? 0;
    if (seenStratum[h]) continue;
    seenStratum[h] = 1;
    strata += 1;
    if ((psus[h] ?? 0) > 1 || unsampled[h] === 0) spread += 1;
  }
  return { rows, df: psuCount - strata, scale: lonely === 'average' && spread > 0 ? strata / spread : 1 };
}

/**
 * Σ_h (1−f_h) n_h/(n_h−1) Σ_c (U_hc − Ū_h)(U_hc − Ū_h)' of linearised variables u, row after row of the matrix (METHODS
 * §4; Särndal et al. 1992, 5.5–5.8), without the factor S. A lonely PSU is centred at 0 (`adjust`) or adds nothing. The
 * variables are overwritten: of half a million rows each takes 4 MB.
 */
export function rowCovariance(design: RowDesign, variables: readonly Float64Array[]): Float64Array {
  const { psus, unsampled } = design;
  const size = variables.length;
  const totals = variables.map((u) => psuDeviations(design, u));
  const matrix = new Float64Array(size * size);
  const factors = Float64Array.from(psus, (count, h) => (unsampled[h] ?? 0) * (count === 1 ? 1 : count / (count - 1)));
  for (let a = 0; a < size; a += 1) {
    for (let b = a; b < size; b += 1) {
      matrix[a * size + b] = sumOfProducts(design, totals[a] ?? NONE, totals[b] ?? NONE, factors);
    }
  }
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < a; b += 1) matrix[a * size + b] = matrix[b * size + a] ?? 0;
  }
  return matrix;
}

const NONE = new Float64Array();

/** Σ_h factor_h Σ_c of two variables' deviations. */
function sumOfProducts({ stratumOfPsu }: RowDesign, left: Float64Array, right: Float64Array, factors: Float64Array) {
  let sum = 0;
  for (let k = 0; k < left.length; k += 1) {
    sum += (factors[stratumOfPsu[k] ?? 0] ?? 0) * (left[k] ?? 0) * (right[k] ?? 0);
  }
  return sum;
}

/** U_hc − Ū_h; a lonely PSU as it is, or 0. */
function psuDeviations(design: RowDesign, u: Float64Array): Float64Array {
  const { stratumOfPsu, psus, lonely } = design;
  const totals = psuTotals(design, u);
  const means = new Float64Array(psus.length);
  for (let k = 0; k < totals.length; k += 1) {
    const h = stratumOfPsu[k] ?? 0;
    means[h] = (means[h] ?? 0) + (totals[k] ?? 0) / (psus[h] ?? 1);
  }
  for (let h = 0; h < means.length; h += 1) if (psus[h] === 1 && lonely === 'adjust') means[h] = 0;
  for (let k = 0; k < totals.length; k += 1) totals[k] = (totals[k] ?? 0) - (means[stratumOfPsu[k] ?? 0] ?? 0);
  return totals;
}

/** U_hc; of a calibrated design the sums of w·residual(u/w), all rows kept. `u` is overwritten. */
function psuTotals({ psu, stratumOfPsu, weights, calibration }: RowDesign, u: Float64Array): Float64Array {
  let own = u;
  if (calibration) {
    for (let i = 0; i < u.length; i += 1) if (u[i] !== 0) u[i] = (u[i] ?? 0) / (weights[i] ?? 1);
    own = calibration.residual(u);
    for (let i = 0; i < own.length; i += 1) own[i] = (own[i] ?? 0) * (weights[i] ?? 0);
  }
  if (!psu) return own;
  const totals = new Float64Array(stratumOfPsu.length);
  for (let i = 0; i < own.length; i += 1) totals[psu[i] ?? 0] = (totals[psu[i] ?? 0] ?? 0) + (own[i] ?? 0);
  return totals;
}
