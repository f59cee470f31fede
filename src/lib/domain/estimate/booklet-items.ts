import type { EstimateDesign } from './design.ts';

/** By family, by index of the area: its distinct items in the booklets of the family, in order. */
export type BookletItems = ReadonlyMap<string, readonly (readonly string[])[]>;

const kept = new WeakMap<EstimateDesign['booklets'], BookletItems>();

/** J_fa of METHODS §14, before anything is left out. Booklets are frozen with the round, so that it is made once. */
export function itemsOfBooklets(booklets: EstimateDesign['booklets']): BookletItems {
  const known = kept.get(booklets);
  if (known) return known;
  const items = new Map(
    Object.entries(booklets).map(([family, list]) => {
      const areas = Math.max(0, ...list.map(({ length }) => length));
      return [family, Array.from({ length: areas }, (_, a) => distinct(list.flatMap((booklet) => booklet[a] ?? [])))];
    })
  );
  kept.set(booklets, items);
  return items;
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
