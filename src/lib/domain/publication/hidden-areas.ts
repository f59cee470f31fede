import { hiddenParts } from '../disclosure/hidden-parts.ts';

/** The valid answers of each area in a unit and all under it, shown or not. */
export interface AreaAnswers {
  readonly unit: string;
  /** The unit of the list right above; null: the whole. */
  readonly parent: string | null;
  /** No figure of the unit is shown. */
  readonly isHidden: boolean;
  readonly answers: ReadonlyMap<string, number>;
}

/**
 * By area, the units in which it is hidden: too few answered it there, or others could be computed from it, by who knows
 * the area of the unit above and of the units beside (complementary suppression, RELIABILITY §5.2). `units` hold the
 * whole; those above stand before those under them.
 */
export function hiddenAreas(units: readonly AreaAnswers[], floor: number): ReadonlyMap<string, ReadonlySet<string>> {
  const areas = new Set(units.flatMap(({ answers }) => [...answers.keys()]));
  const children = Map.groupBy(units, ({ parent }) => parent);
  return new Map([...areas].map((area) => [area, hiddenIn(units, children, { area, floor })]));
}

function hiddenIn(
  units: readonly AreaAnswers[],
  children: ReadonlyMap<string | null, readonly AreaAnswers[]>,
  { area, floor }: { readonly area: string; readonly floor: number }
): ReadonlySet<string> {
  const hidden = new Set<string>();
  const count = ({ answers }: AreaAnswers) => answers.get(area) ?? 0;
  for (const above of units) {
    const under = children.get(above.unit) ?? [];
    const n = count(above);
    const isSmall = n > 0 && n < floor;
    if (above.isHidden || isSmall) hidden.add(above.unit);
    // What was answered in the unit itself is a part like those under it, with no figure of its own.
    const own = n - under.reduce((sum, one) => sum + count(one), 0);
    const parts = [...under.map((one) => ({ id: one.unit, n: count(one) })), { id: '', n: Math.max(0, own) }];
    const unshown = new Set(under.filter(({ isHidden }) => isHidden).map(({ unit }) => unit));
    const found = hidden.has(above.unit) ? new Set(under.map(({ unit }) => unit)) : hiddenParts(parts, floor, unshown);
    for (const { unit } of under) if (found.has(unit)) hidden.add(unit);
  }
  return hidden;
}
