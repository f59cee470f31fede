/**
 * The weighted mean (or ratio) Σ w x / Σ w d over cells, summed as deviations from the first cell's: where all cells
 * have the same mean it is that number exactly, and residuals are exactly zero.
 */
export class RatioSum {
  /** Σd: valid answers, unweighted. 0: there is no ratio. */
  count = 0;
  /** Σ w d. */
  denominator = 0;
  start = 0;
  deviation = 0;

  /** The sums ΣX and ΣD > 0 of a cell. */
  add(x: number, d: number, weight: number): void {
    if (this.count === 0) this.start = x / d;
    this.count += d;
    this.denominator += weight * d;
    this.deviation += weight * (x - this.start * d);
  }

  get ratio(): number {
    return this.start + this.deviation / this.denominator;
  }
}

/** Σ share·value / Σ share, as deviations from the first value, for the same reason. */
export function weightedMean(parts: readonly { readonly value: number; readonly weight: number }[]): number {
  const start = parts[0]?.value ?? 0;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return start + parts.reduce((sum, { value, weight }) => sum + weight * (value - start), 0) / total;
}
