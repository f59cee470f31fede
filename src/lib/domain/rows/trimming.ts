import { assert } from '../shared/assert.ts';

export interface TrimmedWeights {
  readonly weights: Float64Array;
  readonly cap: number;
  /** Weights equal to the cap, to 1e-9 of the largest. */
  readonly nAtCap: number;
}

/**
 * Weights cut at factor × their mean; what is cut off is spread in equal amounts over the weights not above the cap, again
 * until none exceeds it, so that the sum is kept (METHODS §5).
 */
export function trimmed(weights: Float64Array, factor: number): TrimmedWeights {
  assert(factor > 1, 'a cap above the mean weight', { factor });
  const cut = weights.slice();
  const cap = (factor * sum(weights)) / weights.length;
  for (;;) {
    let [excess, below] = [0, 0];
    for (const weight of cut) {
      if (weight > cap) excess += weight - cap;
      else below += 1;
    }
    if (excess === 0) break;
    const share = excess / below;
    for (let i = 0; i < cut.length; i += 1) {
      const weight = cut[i] ?? 0;
      cut[i] = weight > cap ? cap : weight + share;
    }
  }
  const largest = cut.reduce((max, weight) => Math.max(max, weight), 0);
  return { weights: cut, cap, nAtCap: cut.filter((weight) => Math.abs(weight - cap) <= 1e-9 * largest).length };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
