import type { Calibration } from './calibration.ts';

/**
 * Starting weights scaled to N_c in each cell (Holt & Smith 1979; METHODS §5, §12): w_i = d_i N_c/Σ_c d, the residual of a
 * variable from its cell mean Σ_c d r/Σ_c d.
 */
export function postStratification(of: {
  readonly starting: Float64Array;
  /** By row, the number of its cell; by cell N_c. */
  readonly cell: Int32Array;
  readonly totals: ArrayLike<number>;
}): Calibration {
  const { starting, cell, totals } = of;
  const sums = cellSums(starting, null, of);
  const weights = new Float64Array(starting.length);
  for (let i = 0; i < weights.length; i += 1) {
    const c = cell[i] ?? 0;
    weights[i] = ((starting[i] ?? 0) * (totals[c] ?? 0)) / (sums[c] ?? 1);
  }
  const residual = (variable: Float64Array) => {
    const means = cellSums(starting, variable, of).map((sum, c) => sum / (sums[c] ?? 1));
    for (let i = 0; i < variable.length; i += 1) variable[i] = (variable[i] ?? 0) - (means[cell[i] ?? 0] ?? 0);
    return variable;
  };
  return { weights, residual };
}

/** By cell Σd, or Σdr of a variable. */
function cellSums(
  starting: Float64Array,
  variable: Float64Array | null,
  { cell, totals }: { readonly cell: Int32Array; readonly totals: ArrayLike<number> }
): Float64Array {
  const sums = new Float64Array(totals.length);
  for (let i = 0; i < starting.length; i += 1) {
    const c = cell[i] ?? 0;
    sums[c] = (sums[c] ?? 0) + (starting[i] ?? 0) * (variable ? (variable[i] ?? 0) : 1);
  }
  return sums;
}
