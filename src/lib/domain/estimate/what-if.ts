import { N_AT } from '../tally/layout.ts';
import { sumMoments } from '../tally/moments.ts';
import { shiftMoments, type AnswerShift } from '../tally/shift.ts';
import type { Cell } from './design.ts';

/** A shift of answers in some strata of a domain. */
export interface StratumShift extends AnswerShift {
  readonly inStratum: (stratum: string) => boolean;
}

/** The cells as they would be after the shifts, one after the other; those that no shift touches are the same. */
export function shiftedCells(cells: readonly Cell[], shifts: readonly StratumShift[]): readonly Cell[] {
  const real = shifts.filter(({ share }) => share > 0);
  const shiftsOf = ({ stratum, layout }: Cell) =>
    real.filter(({ items, inStratum }) => inStratum(stratum) && layout.items.some((item) => items.has(item)));
  const touched = Map.groupBy(cells, (cell) => (shiftsOf(cell).length === 0 ? '' : `${cell.stratum}\n${cell.booklet}`));
  // A shift leaves no integers to be added up, so that lanes are added first.
  return [...touched].flatMap(([key, group]): readonly Cell[] => {
    const [first] = group;
    if (key === '' || !first) return group;
    const { stratum, booklet, family, layout } = first;
    const sum = group.length === 1 ? first.moments : sumMoments(group.map(({ moments }) => moments));
    const moments = shiftsOf(first).reduce((before, shift) => shiftMoments(layout, before, shift), sum);
    return [{ stratum, booklet, family, layout, moments }];
  });
}

/**
 * Cells with their weights inside, one for each group of strata and booklet: the point estimates of a domain from a few
 * dozen cells instead of thousands, to try many shifts. They have no spread: intervals of them mean nothing.
 */
export function weightedCells(
  cells: readonly Cell[],
  populations: ReadonlyMap<string, number>,
  groupOf: (stratum: string) => string
): readonly Cell[] {
  const sizes = new Map<string, number>();
  for (const { stratum, moments } of cells) sizes.set(stratum, (sizes.get(stratum) ?? 0) + (moments[N_AT] ?? 0));
  const weightOf = (stratum: string) => {
    const n = sizes.get(stratum) ?? 0;
    return (populations.get(stratum) ?? n) / n;
  };
  const filled = cells.filter(({ moments }) => (moments[N_AT] ?? 0) > 0);
  const groups = Map.groupBy(filled, ({ stratum, booklet }) => `${groupOf(stratum)}\n${booklet}`);
  return [...groups.values()].flatMap((group): readonly Cell[] => {
    const [first] = group;
    if (!first) return [];
    const moments = first.moments.map(() => 0);
    for (const cell of group) {
      const weight = weightOf(cell.stratum);
      for (let i = 0; i < moments.length; i += 1) moments[i] = (moments[i] ?? 0) + weight * (cell.moments[i] ?? 0);
    }
    const { booklet, family, layout } = first;
    return [{ stratum: groupOf(first.stratum), booklet, family, layout, moments }];
  });
}
