import { assert } from '../shared/assert.ts';

export interface Part {
  readonly id: string;
  readonly n: number;
}

/**
 * The parts of a total that may not be shown. Primary: fewer answers than the floor (0 are "no answers", not hidden).
 * Complementary: further parts, the smallest first (ties by id), until what is hidden is at least two parts and at
 * least `floor` answers together, so that the total less the shown parts reveals nobody.
 */
export function suppress(parts: readonly Part[], floor: number): ReadonlySet<string> {
  for (const { id, n } of parts) assert(Number.isInteger(n) && n >= 0, 'a part has a count', { id, n });
  const bySize = parts.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
  const small = bySize.filter(({ n }) => n < floor).length;
  if (small === 0) return new Set();

  let hidden = small;
  const hiddenN = () => bySize.slice(0, hidden).reduce((sum, { n }) => sum + n, 0);
  while (hidden < bySize.length && (hidden === 1 || hiddenN() < floor)) hidden += 1;
  return new Set(bySize.slice(0, hidden).map(({ id }) => id));
}

/** Whether every valid answer is 1 or 2: who answered would be known to have been dissatisfied. Counts of 1 … 5. */
export function allDissatisfied(keyCounts: readonly number[]): boolean {
  const [worst = 0, bad = 0, ...others] = keyCounts;
  return worst + bad > 0 && others.every((count) => count === 0);
}
