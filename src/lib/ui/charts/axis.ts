/** One axis for all rows of a table of shares: from a round tenth to 1, its ends printed (UX §6.3). */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** The axis that holds all values; at least from 0.6, so that small differences do not fill the width. */
export function axisFor(shares: readonly (number | null)[]): Axis {
  const lowest = Math.min(0.6, ...shares.filter((share) => share !== null));
  const tenths = Math.max(0, Math.floor(lowest * 10 + 1e-9));
  const step = 10 - tenths > 5 ? 2 : 1;
  const start = step === 2 ? tenths - (tenths % 2) : tenths;
  const ticks = Array.from({ length: (10 - start) / step + 1 }, (_, index) => (start + index * step) / 10);
  return { min: start / 10, max: 1, ticks };
}

/** Where a value stands on an axis, as an SVG length in per cent of its width; clipped to the ends. */
export function at(axis: Axis, value: number): number {
  const part = (value - axis.min) / (axis.max - axis.min);
  return Math.round(Math.min(1, Math.max(0, part)) * 10_000) / 100;
}
