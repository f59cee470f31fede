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
  const sums = cellSums(starting, cell, totals.length);
  const weights = starting.map((d, i) => (d * (totals[cell[i] ?? 0] ?? 0)) / (sums[cell[i] ?? 0] ?? 1));
  const residual = (variable: Float64Array) => {
    const means = cellSums(
      variable.map((r, i) => r * (starting[i] ?? 0)),
      cell,
      totals.length
    ).map((sum, c) => sum / (sums[c] ?? 1));
    return variable.map((r, i) => r - (means[cell[i] ?? 0] ?? 0));
  };
  return { weights, residual };
}

function cellSums(values: Float64Array, cell: Int32Array, cells: number): Float64Array {
  const sums = new Float64Array(cells);
  for (let i = 0; i < values.length; i += 1) sums[cell[i] ?? 0] = (sums[cell[i] ?? 0] ?? 0) + (values[i] ?? 0);
  return sums;
}
