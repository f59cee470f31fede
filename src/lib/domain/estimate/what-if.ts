import { N_AT, type MomentLayout } from '../tally/layout.ts';
import { shiftInto, shiftMoments, type AnswerShift } from '../tally/shift.ts';
import type { Cell } from './design.ts';
import type { SumsOf } from './linearised.ts';

/** A shift of answers in some strata of a domain. */
export interface StratumShift extends AnswerShift {
  readonly inStratum: (stratum: string) => boolean;
}

/** Cells whose lanes are added, as they would be after the shifts, one after the other; those that no shift touches are the same. */
export function shiftedMerged(cells: readonly Cell[], shifts: readonly StratumShift[]): readonly Cell[] {
  const shiftsOf = shiftsIn(shifts);
  return cells.map((cell) => {
    const { stratum, booklet, family, layout } = cell;
    const moments = shiftsOf(cell).reduce((before, shift) => shiftMoments(layout, before, shift), cell.moments);
    return moments === cell.moments ? cell : { stratum, booklet, family, layout, moments };
  });
}

/**
 * The sums of the same cells, for thousands of which copies would cost more than the estimate: they stand in one room
 * that the next cell overwrites, or are the cell's own where nobody moves.
 */
export function shiftedSums(cells: readonly Cell[], shifts: readonly StratumShift[]): SumsOf {
  const shiftsOf = shiftsIn(shifts);
  const longest = cells.reduce((most, { moments }) => Math.max(most, moments.length), 0);
  // A shift reads what the one before it has written.
  let [room, next] = [new Float64Array(longest), new Float64Array(longest)];
  return (c) => {
    const cell = cells[c];
    if (!cell) return [];
    let sums: ArrayLike<number> = cell.moments;
    for (const shift of shiftsOf(cell)) {
      next.set(sums);
      if (!shiftInto(next, cell.layout, sums, shift)) continue;
      sums = next;
      [room, next] = [next, room];
    }
    return sums;
  };
}

function shiftsIn(shifts: readonly StratumShift[]): (cell: Cell) => readonly StratumShift[] {
  const real = shifts.filter(({ share }) => share > 0);
  const inStratum = memo((stratum: string) => real.filter((shift) => shift.inStratum(stratum)));
  const inLayout = memo(({ items: own }: MomentLayout) =>
    real.filter(({ items }) => own.some((item) => items.has(item)))
  );
  return ({ stratum, layout }) => {
    const [asked, here] = [inLayout(layout), inStratum(stratum)];
    return asked.length === real.length ? here : here.filter((shift) => asked.includes(shift));
  };
}

/**
 * Cells with their weights inside, one a booklet: the point estimates of a domain from a few dozen cells instead of
 * thousands, to try many shifts. They have no spread: intervals of them mean nothing. `sizes` are the rows of each
 * stratum of the whole domain, where the cells are a part of it.
 */
export function weightedCells(
  cells: readonly Cell[],
  populations: ReadonlyMap<string, number>,
  sizes: ReadonlyMap<string, number> = stratumSizes(cells)
): readonly Cell[] {
  const sums = new Map<string, Cell & { readonly moments: number[] }>();
  for (const { stratum, booklet, family, layout, moments } of cells) {
    const n = sizes.get(stratum) ?? 0;
    if (n === 0) continue;
    const weight = (populations.get(stratum) ?? n) / n;
    const known = sums.get(booklet);
    const sum = known ?? { stratum: 'all', booklet, family, layout, moments: moments.map(() => 0) };
    if (!known) sums.set(booklet, sum);
    for (let i = 0; i < moments.length; i += 1) sum.moments[i] = (sum.moments[i] ?? 0) + weight * (moments[i] ?? 0);
  }
  return [...sums.values()].filter(({ moments }) => (moments[N_AT] ?? 0) > 0);
}

/** Rows of each stratum. */
export function stratumSizes(cells: readonly Cell[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { stratum, moments } of cells) sizes.set(stratum, (sizes.get(stratum) ?? 0) + (moments[N_AT] ?? 0));
  return sizes;
}

/** Weighted cells of a domain in which those of a part have become others, booklet by booklet. */
export function withPartShifted(
  whole: readonly Cell[],
  part: readonly Cell[],
  shifted: readonly Cell[]
): readonly Cell[] {
  const [before, after] = [part, shifted].map((list) => new Map(list.map((cell) => [cell.booklet, cell.moments])));
  return whole.map((cell) => {
    const [was, is] = [before?.get(cell.booklet), after?.get(cell.booklet)];
    if (!was || !is) return cell;
    return { ...cell, moments: cell.moments.map((value, i) => value + ((is[i] ?? 0) - (was[i] ?? 0))) };
  });
}

/** Computed once an argument: cells share a few layouts and strata. */
function memo<A, T extends object>(compute: (of: A) => T): (of: A) => T {
  const found = new Map<A, T>();
  return (of) => {
    const known = found.get(of);
    if (known !== undefined) return known;
    const computed = compute(of);
    found.set(of, computed);
    return computed;
  };
}
