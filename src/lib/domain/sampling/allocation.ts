import { assert } from '../shared/assert.ts';

/** A stratum as the allocation sees it. */
export interface AllocationStratum {
  /** What the sample is spread in proportion to: N_h, N_h^power (Bankier 1988), N_h·S_h (Neyman); ≥ 0. */
  readonly size: number;
  /** Bounds of its sample, lower ≤ upper. */
  readonly lower: number;
  readonly upper: number;
}

export interface Allocation {
  readonly real: readonly number[];
  readonly integer: readonly number[];
}

/**
 * n over the strata in proportion to their sizes and within their bounds (METHODS §6). What exceeds its upper bound is
 * fixed there, all at once; else what is below its lower bound; and the rest is spread again. Where the bounds leave no
 * room the sum is not `total`.
 */
export function allocate(total: number, strata: readonly AllocationStratum[]): Allocation {
  for (const stratum of strata) assert(stratum.lower <= stratum.upper && stratum.size >= 0, 'bounds', { ...stratum });
  const fixed = new Map<number, number>();
  let real = spread(total, strata, fixed);
  for (;;) {
    const beyond = outside(strata, (stratum, h) => !fixed.has(h) && exceeds(real[h] ?? 0, stratum.upper));
    const below = outside(strata, (stratum, h) => !fixed.has(h) && exceeds(stratum.lower, real[h] ?? 0));
    if (beyond.length + below.length === 0) return { real, integer: whole(total, real, fixed) };
    for (const h of beyond) fixed.set(h, strata[h]?.upper ?? 0);
    if (beyond.length === 0) for (const h of below) fixed.set(h, strata[h]?.lower ?? 0);
    real = spread(total, strata, fixed);
  }
}

/** A bound that is passed by rounding alone is met. */
function exceeds(one: number, other: number): boolean {
  return one > other + 1e-12 * Math.max(1, Math.abs(other));
}

function outside(
  strata: readonly AllocationStratum[],
  is: (stratum: AllocationStratum, h: number) => boolean
): readonly number[] {
  return strata.flatMap((stratum, h) => (is(stratum, h) ? [h] : []));
}

/** The fixed ones, and what is left over in proportion to the sizes of the others. */
function spread(
  total: number,
  strata: readonly AllocationStratum[],
  fixed: ReadonlyMap<number, number>
): readonly number[] {
  const left = total - sum(fixed.values());
  const size = sum(strata.map((stratum, h) => (fixed.has(h) ? 0 : stratum.size)));
  return strata.map((stratum, h) => fixed.get(h) ?? (size === 0 ? 0 : (left * stratum.size) / size));
}

/** Floors of the free ones; the remainder, one by one, to the largest fractional parts, ties in the given order. */
function whole(total: number, real: readonly number[], fixed: ReadonlyMap<number, number>): readonly number[] {
  // A part that is whole but for its last binary digits is that number, so that ties are ties.
  const floor = (value: number) => Math.floor(value + 1e-9);
  const integer = real.map((value, h) => (fixed.has(h) ? value : floor(value)));
  const byPart = real
    .map((value, h) => ({ h, part: Math.round((value - floor(value)) * 1e9) }))
    .filter(({ h }) => !fixed.has(h))
    .sort((one, other) => other.part - one.part || one.h - other.h);
  const remainder = Math.max(0, Math.round(total - sum(integer)));
  for (const { h } of byPart.slice(0, remainder)) integer[h] = (integer[h] ?? 0) + 1;
  return integer;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
