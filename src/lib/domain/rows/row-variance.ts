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
  let [rows, psuCount, strata, spread] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    if (counts && !counts(i)) continue;
    rows += 1;
    const k = psu[i] ?? 0;
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
 * §4; Särndal et al. 1992, 5.5–5.8), without the factor S. A lonely PSU is centred at 0 (`adjust`) or adds nothing.
 */
export function rowCovariance(design: RowDesign, variables: readonly Float64Array[]): Float64Array {
  const { stratumOfPsu, psus, unsampled, lonely } = design;
  const size = variables.length;
  const totals = variables.map((u) => psuTotals(design, u));
  const means = totals.map((total) => stratumMeans(design, total));
  const matrix = new Float64Array(size * size);
  for (let k = 0; k < stratumOfPsu.length; k += 1) {
    const h = stratumOfPsu[k] ?? 0;
    const count = psus[h] ?? 0;
    const isLonely = count === 1;
    if (isLonely && lonely !== 'adjust') continue;
    const factor = (unsampled[h] ?? 0) * (isLonely ? 1 : count / (count - 1));
    for (let a = 0; a < size; a += 1) {
      const left = factor * ((totals[a]?.[k] ?? 0) - (isLonely ? 0 : (means[a]?.[h] ?? 0)));
      if (left === 0) continue;
      for (let b = a; b < size; b += 1) {
        const at = a * size + b;
        matrix[at] = (matrix[at] ?? 0) + left * ((totals[b]?.[k] ?? 0) - (isLonely ? 0 : (means[b]?.[h] ?? 0)));
      }
    }
  }
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < a; b += 1) matrix[a * size + b] = matrix[b * size + a] ?? 0;
  }
  return matrix;
}

/** U_hc; of a calibrated design the sums of w·residual(u/w), all rows kept. */
function psuTotals({ n, psu, stratumOfPsu, weights, calibration }: RowDesign, u: Float64Array): Float64Array {
  const totals = new Float64Array(stratumOfPsu.length);
  const residual = calibration?.residual(u.map((value, i) => (value === 0 ? 0 : value / (weights[i] ?? 1))));
  for (let i = 0; i < n; i += 1) {
    const value = residual ? (residual[i] ?? 0) * (weights[i] ?? 0) : (u[i] ?? 0);
    totals[psu[i] ?? 0] = (totals[psu[i] ?? 0] ?? 0) + value;
  }
  return totals;
}

function stratumMeans({ stratumOfPsu, psus }: RowDesign, totals: Float64Array): Float64Array {
  const means = new Float64Array(psus.length);
  for (let k = 0; k < totals.length; k += 1) {
    const h = stratumOfPsu[k] ?? 0;
    means[h] = (means[h] ?? 0) + (totals[k] ?? 0);
  }
  return means.map((sum, h) => sum / (psus[h] ?? 1));
}
