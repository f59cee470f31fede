import { assert } from '../shared/assert.ts';
import type { MomentLayout } from './layout.ts';

/** Where the sums over all items of a response stand: behind those that the application keeps. */
export interface OverallBlock {
  readonly at: number;
  /** A response with fewer valid answers has no `overall` (METHODS §1). */
  readonly minItems: number;
}

/** Σd², Σt·d, Σd·t, Σt²; Σt, Σd, Σ1[d>0]: d valid and t satisfied answers of all items. */
export const OVERALL_POOLED = 7;
/** By d from 1 on, over the responses with `overall`: how many, Σx and Σx², x the sum of a response's valid answers. */
export const OVERALL_PER_D = 3;

/**
 * A layout that holds `overall` too, for analyses of full forms; the application never stores one. The mean of d answers
 * is x/d: kept by d all sums are integers, where a common multiple of 1 … 21 would leave 2^53 after a few squares.
 */
export function withOverall(layout: MomentLayout, minItems: number): MomentLayout {
  assert(layout.form === 'full' && !layout.overall, 'overall is of full forms (METHODS §14)', { form: layout.form });
  assert(Number.isInteger(minItems) && minItems >= 1, 'overall needs an answer', { minItems });
  const length = layout.length + OVERALL_POOLED + OVERALL_PER_D * layout.items.length;
  return { ...layout, overall: { at: layout.length, minItems }, length };
}

/** Where the three sums of the responses with d valid answers begin. */
export function overallAt({ at }: OverallBlock, d: number): number {
  return at + OVERALL_POOLED + OVERALL_PER_D * (d - 1);
}
