/** What a version of a round's results was made of in a unit: how many answered, and a hash of all their sums. */
export interface UnitSize {
  readonly n: number;
  readonly sums: string;
}

/**
 * Whether a later version may be published beside an earlier one. Both stay readable, so their difference is published
 * too: it must be nothing, or at least `floor` answers, in every unit (complementary suppression between versions,
 * RELIABILITY §5.2). Keys are units, and the whole round is one of them.
 */
export function mayStandBeside(
  before: ReadonlyMap<string, UnitSize>,
  after: ReadonlyMap<string, UnitSize>,
  floor: number
): boolean {
  const units = new Set([...before.keys(), ...after.keys()]);
  return [...units].every((unit) => {
    const was = before.get(unit) ?? NOBODY;
    const is = after.get(unit) ?? NOBODY;
    const difference = Math.abs(is.n - was.n);
    return difference >= floor || (difference === 0 && is.sums === was.sums);
  });
}

const NOBODY: UnitSize = { n: 0, sums: '' };
