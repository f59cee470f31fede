import { countTable, indexedCells, type Kind } from './count-table.ts';
import { disclosureOf, type Cut, type Disclosure, type DisclosureInput } from './disclosure.ts';

/** How many answered an area. */
export interface AreaCount {
  /** Rows with a valid answer. */
  readonly answered: number;
  /** Those of them with a score. */
  readonly scored: number;
  /** Those that answered items for which the unit itself is accountable. */
  readonly own: number;
}

/** How many of a kind answered in a unit: at all, the key item, and each area in order. */
export interface RoundCell extends Omit<Kind, 'isOwn'> {
  readonly unit: string;
  readonly n: number;
  readonly key: number;
  readonly areas: readonly AreaCount[];
}

export interface RoundDisclosure {
  /** Of a cut of a unit at all: it needs its answers and those to the key item. */
  readonly whole: Disclosure;
  /** Of an area, by its place. */
  readonly area: (area: number, unit: string, cut: Cut) => ReturnType<Disclosure>;
  /** Of a unit by the items alone for which it is accountable: told of all areas or not at all. */
  readonly own: (unit: string) => ReturnType<Disclosure>;
}

const OWN: Cut = { respondentType: null, filingMode: null, keepsLane: null, isOwn: true };

/**
 * What may be shown of a round with its key item and its areas. What is told of an area is a function of the answers to
 * it alone: each is a table of its own, of which no group below the floor can be computed. A figure is shown where all
 * tables that it is made of let it: to show less of a table than it lets tells nothing more.
 */
export function roundDisclosure(
  cells: readonly RoundCell[],
  { paths, counted, floor, areas }: Omit<DisclosureInput, 'cells'> & { readonly areas: number }
): RoundDisclosure {
  const indexed = once(() => {
    const twice = cells.flatMap((cell) => [kindOf(cell, true), kindOf(cell, false)]);
    return indexedCells(twice, paths, counted);
  });
  const of = (count: (cell: RoundCell) => number, own: (cell: RoundCell) => number = () => 0) =>
    once(() => {
      const counts = cells.flatMap((cell) => [own(cell), count(cell) - own(cell)]);
      return disclosureOf(countTable(indexed(), counts), floor);
    });
  const answers = of(({ n }) => n);
  const key = of((cell) => cell.key);
  const tables = Array.from({ length: areas }, (_, area) => {
    const countOf = (cell: RoundCell) => cell.areas[area] ?? NOBODY;
    const answered = of(
      (cell) => countOf(cell).answered,
      (cell) => countOf(cell).own
    );
    // A mean is of those with a score, a share of all: where they differ, each has a table.
    const isAllScored = cells.every((cell) => countOf(cell).scored === countOf(cell).answered);
    return isAllScored ? [answered] : [answered, of((cell) => countOf(cell).scored)];
  });
  const first = (asked: readonly (() => Disclosure)[], unit: string, cut: Cut) => {
    for (const table of asked) {
      const hidden = table()(unit, cut);
      if (hidden !== null) return hidden;
    }
    return null;
  };
  return {
    whole: (unit, cut) => first([answers, key], unit, cut),
    area: (area, unit, cut) => first(tables[area] ?? [], unit, cut),
    own: (unit) => first(tables.flat(), unit, OWN)
  };
}

const NOBODY: AreaCount = { answered: 0, scored: 0, own: 0 };

const kindOf = ({ unit, respondentType, filingMode, lane }: RoundCell, isOwn: boolean) => ({
  ...{ unit, respondentType, filingMode, lane },
  isOwn
});

/** What it was made of is let go of. */
function once<T>(make: () => T): () => T {
  let of: (() => T) | null = make;
  let made: T | null = null;
  return () => {
    if (of) made = of();
    of = null;
    return made as T;
  };
}
