import { assert } from '../shared/assert.ts';
import { randomFrom } from '../simulation/random.ts';

/**
 * A systematic sample (Cochran 1977, §8.1): every k-th of a list from a random start below k, so that each element has the
 * same chance 1/k. The start is a function of the seed, for whoever checks the sample. Tells of a place from 0 whether it
 * is taken.
 */
export function everyKth(every: number, seed: number): (place: number) => boolean {
  assert(Number.isInteger(every) && every >= 1, 'every k-th', { every });
  const start = Math.floor(randomFrom(seed).next() * every);
  return (place) => place % every === start;
}
