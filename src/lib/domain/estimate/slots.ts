import { assert } from '../shared/assert.ts';
import type { EstimateDesign } from './design.ts';
import type { Stratum, StratumCell } from './strata.ts';

/**
 * Where the answers of a cell go in an area: to the mean of item `item` in family `family`. A full form is one family
 * whose area is one pseudo-item, the area score itself: with it the estimator of METHODS §14 is that of §4.
 */
export interface Slot {
  readonly family: string;
  readonly item: string;
}

/** Which items a family's area consists of, for the families of a domain and the areas that are scored. */
export interface SlotPlan {
  readonly full: boolean;
  /** Indexes of areas in the layouts, with an item that counts. */
  readonly scored: readonly number[];
  readonly familyOf: (cell: StratumCell) => string;
  /** J_fa: distinct items of an area in the booklets of a family, in order. */
  readonly items: (family: string, area: number) => readonly string[];
  /** The slot of a cell in an area; null where its item does not count. */
  readonly slot: (cell: StratumCell, area: number) => Slot | null;
}

const WHOLE = 'area';

export function slotPlan(strata: readonly Stratum[], design: EstimateDesign): SlotPlan {
  const cells = strata.flatMap((stratum) => stratum.cells);
  const full = cells[0]?.layout.form === 'full';
  for (const { layout, booklet } of cells) {
    assert((layout.form === 'full') === full, 'booklets and full forms are not estimated together', { booklet });
    const sameAreas =
      layout.areas.length === design.areas.length && layout.areas.every((id, a) => id === design.areas[a]?.id);
    assert(sameAreas, 'cells have the areas of the design', { booklet, areas: layout.areas });
  }
  return full ? fullPlan(cells, design) : bookletPlan(cells, design);
}

/** An area counts whole or not at all: its moments do not tell the items of a person apart. */
function fullPlan(cells: readonly StratumCell[], design: EstimateDesign): SlotPlan {
  const { accountable } = design;
  const scored = design.areas.flatMap((_, area) => {
    const counts = cells.every(({ layout }) =>
      layout.items.every((id, i) => layout.areaOf[i] !== area || !accountable || accountable.has(id))
    );
    return counts ? [area] : [];
  });
  const slot = { family: WHOLE, item: WHOLE };
  return { full: true, scored, familyOf: () => WHOLE, items: () => [WHOLE], slot: () => slot };
}

function bookletPlan(cells: readonly StratumCell[], design: EstimateDesign): SlotPlan {
  const { accountable, booklets } = design;
  const counts = (id: string) => !accountable || accountable.has(id);
  const lists = new Map<string, readonly (readonly string[])[]>();
  for (const family of Object.keys(booklets)) {
    const ofFamily = booklets[family] ?? [];
    const items = design.areas.map((_, a) => [...new Set(ofFamily.flatMap((booklet) => booklet[a] ?? []))]);
    lists.set(
      family,
      items.map((ids) => ids.filter(counts))
    );
  }
  const families = cells.length > 0 ? new Set(cells.map(({ family }) => family)) : new Set(lists.keys());
  const items = (family: string, area: number) => lists.get(family)?.[area] ?? [];
  const slots = new Map(cells.map((cell) => [cell, design.areas.map((_, a) => slotIn(cell, a, items))]));
  return {
    full: false,
    scored: design.areas.flatMap((_, a) => ([...families].some((family) => items(family, a).length > 0) ? [a] : [])),
    familyOf: ({ family }) => family,
    items,
    slot: (cell, area) => slots.get(cell)?.[area] ?? null
  };

  function slotIn(cell: StratumCell, area: number, itemsOf: SlotPlan['items']): Slot | null {
    const item = cell.layout.items[cell.layout.areaOf.indexOf(area)];
    if (item === undefined || !counts(item)) return null;
    assert(itemsOf(cell.family, area).includes(item), 'an item of a booklet of the family', {
      ...cell,
      moments: [],
      item
    });
    return { family: cell.family, item };
  }
}
