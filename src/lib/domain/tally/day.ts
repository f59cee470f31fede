import { keyItemAt, OPTIONS, pairAt, pooledSumAt, type MomentLayout } from './layout.ts';
import type { Moments } from './moments.ts';

/**
 * The small sums of a unit's day, for trends: n; m, Σx, Σx², t of the key item; per area m, Σy, Σy², t, d. A linear
 * function of the moments, so that days add up and subtract as cells do. The same for every booklet of a round.
 */
export function dayMoments(layout: MomentLayout, moments: Moments): Moments {
  const at = (index: number) => moments[index] ?? 0;
  const key = { m: 0, sum: 0, squares: 0, satisfied: 0 };
  for (let value = 1; value <= OPTIONS; value += 1) {
    const count = at(keyItemAt(layout) + value - 1);
    key.m += count;
    key.sum += count * value;
    key.squares += count * value * value;
    if (layout.satisfied.includes(value)) key.satisfied += count;
  }
  const areas = layout.areas.flatMap((_, area) => {
    const rating = pairAt(layout, 'rating', area, area);
    const pooled = pooledSumAt(layout, area);
    return [at(rating), at(rating + 1), at(rating + 3), at(pooled), at(pooled + 1)];
  });
  return [at(0), key.m, key.sum, key.squares, key.satisfied, ...areas];
}
