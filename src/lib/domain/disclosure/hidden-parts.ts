import { assert } from '../shared/assert.ts';

export interface Part {
  readonly id: string;
  readonly n: number;
}

/**
 * The parts of a total that are not shown, for who knows the total: those below the floor, and further ones, the smallest
 * first, until the hidden are none, or two and more that hold at least the floor together. Some may be hidden already.
 */
export function hiddenParts(
  parts: readonly Part[],
  floor: number,
  hiddenAlready: ReadonlySet<string> = new Set()
): ReadonlySet<string> {
  for (const { id, n } of parts) assert(Number.isInteger(n) && n >= 0, 'a part has a count', { id, n });
  const hidden = new Set(
    parts.filter(({ id, n }) => hiddenAlready.has(id) || (n > 0 && n < floor)).map(({ id }) => id)
  );
  const bySize = [...parts].sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
  const held = () => parts.filter(({ id, n }) => n > 0 && hidden.has(id));
  const isSafe = () => {
    const sum = held().reduce((total, { n }) => total + n, 0);
    return sum === 0 || (held().length > 1 && sum >= floor);
  };
  for (const { id, n } of bySize) {
    if (isSafe()) break;
    if (n > 0) hidden.add(id);
  }
  return hidden;
}
