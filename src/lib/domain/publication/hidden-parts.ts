import type { Part } from '../disclosure/suppression.ts';

/**
 * The parts of a published total that are not shown, where some are hidden already: those below the floor, and further
 * ones, the smallest first, until the hidden are none, or two and more that hold at least the floor together.
 */
export function hiddenParts(
  parts: readonly Part[],
  hiddenAlready: ReadonlySet<string>,
  floor: number
): ReadonlySet<string> {
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
