/** Weights changed so that totals are met, and what their variance needs (METHODS §5, §12). */
export interface Calibration {
  /** g_i w_i. */
  readonly weights: Float64Array;
  /**
   * The residual of a variable on what was calibrated, with the starting weights, over all rows (GREG); in the memory of the
   * variable, which it overwrites.
   */
  readonly residual: (variable: Float64Array) => Float64Array;
}
