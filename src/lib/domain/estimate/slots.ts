import { assert } from '../shared/assert.ts';
import type { MomentLayout } from '../tally/layout.ts';
import { itemsOfBooklets } from './booklet-items.ts';
import type { EstimateDesign } from './design.ts';
import type { Sample } from './strata.ts';

/**
 * Where the answers of a cell go in an area: to the mean of item `item` in family `family` (an index). A full form is
 * one family whose area is one pseudo-item, the area score itself: with it the estimator of METHODS §14 is that of §4.
 */
export interface Slot {
  readonly family: number;
  readonly item: string;
}

/** The slots of an area: families in order, items in the order of their booklets (J_fa). */
export interface AreaSlots {
  /** Index of the area in the layouts. */
  readonly area: number;
  readonly slots: readonly Slot[];
  /** The families with a slot; their slots are `slots[from]` … `slots[to − 1]`. */
  readonly families: readonly { readonly family: number; readonly from: number; readonly to: number }[];
  /** By cell: the index of its slot, or −1 where its item does not count. */
  readonly slotOf: Int32Array;
}

/** Which items the areas of the families of a domain consist of. */
export interface SlotPlan {
  readonly full: boolean;
  /** The families with rows, sorted. */
  readonly families: readonly string[];
  /** By cell: the index of its family. */
  readonly familyOf: Int32Array;
  /** The areas with an item that counts: those that are scored. */
  readonly areas: readonly AreaSlots[];
}

const WHOLE = 'area';
const NO_SLOT = -1;

export function slotPlan(sample: Sample, design: EstimateDesign): SlotPlan {
  const layouts = [...new Set(sample.cells.map(({ layout }) => layout))];
  const full = layouts[0]?.form === 'full';
  for (const { form, areas, items } of layouts) {
    assert((form === 'full') === full, 'booklets and full forms are not estimated together', { items });
    const sameAreas = areas.length === design.areas.length && areas.every((id, a) => id === design.areas[a]?.id);
    assert(sameAreas, 'cells have the areas of the design', { areas });
  }
  return full ? fullPlan(sample, layouts, design) : bookletPlan(sample, design);
}

/** An area counts whole or not at all: its moments do not tell the items of a person apart. */
function fullPlan(
  { cells }: Sample,
  layouts: readonly MomentLayout[],
  { areas, accountable }: EstimateDesign
): SlotPlan {
  const first = new Int32Array(cells.length);
  const counts = (area: number) =>
    layouts.every(({ items, areaOf }) =>
      items.every((id, i) => areaOf[i] !== area || !accountable || accountable.has(id))
    );
  const whole = { slots: [{ family: 0, item: WHOLE }], families: [{ family: 0, from: 0, to: 1 }], slotOf: first };
  return {
    full: true,
    families: [WHOLE],
    familyOf: first,
    areas: areas.flatMap((_, area) => (counts(area) ? [{ area, ...whole }] : []))
  };
}

function bookletPlan({ cells }: Sample, { areas, booklets, accountable }: EstimateDesign): SlotPlan {
  const lists = itemsOfBooklets(booklets);
  const counts = (id: string) => !accountable || accountable.has(id);
  const families = [...new Set(cells.map(({ family }) => family))].sort();
  const indexOf = new Map(families.map((family, index) => [family, index]));
  const familyOf = Int32Array.from(cells, ({ family }) => indexOf.get(family) ?? NO_SLOT);
  const inDomain = cells.length > 0 ? families : [...lists.keys()];
  const scored = areas.flatMap((_, area) =>
    inDomain.some((family) => lists.get(family)?.[area]?.some(counts)) ? [area] : []
  );
  const kinds = cellKinds(cells, familyOf);
  const areaSlots = (area: number): AreaSlots => {
    const slots: Slot[] = [];
    const ranges = families.flatMap((name, family) => {
      const from = slots.length;
      for (const item of lists.get(name)?.[area] ?? []) if (counts(item)) slots.push({ family, item });
      return slots.length > from ? [{ family, from, to: slots.length }] : [];
    });
    const slotOfKind = kinds.list.map(({ layout, family }) => {
      const item = layout.items[layout.areaOf.indexOf(area)];
      if (item === undefined || !counts(item)) return NO_SLOT;
      const slot = slots.findIndex((one) => one.family === family && one.item === item);
      assert(slot >= 0, 'an item of a booklet of the family', { family: families[family], item });
      return slot;
    });
    const slotOf = new Int32Array(cells.length);
    for (let c = 0; c < cells.length; c += 1) slotOf[c] = slotOfKind[kinds.of[c] ?? 0] ?? NO_SLOT;
    return { area, slots, families: ranges, slotOf };
  };
  return { full: false, families, familyOf, areas: scored.map(areaSlots) };
}

interface CellKind {
  readonly layout: MomentLayout;
  readonly family: number;
}

/** Cells of one layout and one family have the same slots: the kinds of cells, and the index of each cell's kind. */
function cellKinds(
  cells: Sample['cells'],
  familyOf: Int32Array
): { readonly list: readonly CellKind[]; readonly of: Int32Array } {
  const list: CellKind[] = [];
  const of = new Int32Array(cells.length);
  const found = new Map<MomentLayout, Map<number, number>>();
  for (const [c, { layout }] of cells.entries()) {
    const family = familyOf[c] ?? 0;
    const ofLayout = found.get(layout) ?? new Map<number, number>();
    const kind = ofLayout.get(family) ?? list.push({ layout, family }) - 1;
    if (!ofLayout.has(family)) found.set(layout, ofLayout.set(family, kind));
    of[c] = kind;
  }
  return { list, of };
}
