import { assert } from '../shared/assert.ts';
import { N_AT } from '../tally/layout.ts';
import { sumMoments } from '../tally/moments.ts';
import type { Cell, EstimateDesign } from './design.ts';

/** The rows of a stratum that answered one booklet, all lanes and counters together. */
export interface StratumCell extends Cell {
  readonly n: number;
  /** N_h / n_h of its stratum. */
  readonly weight: number;
}

export interface Stratum {
  readonly id: string;
  readonly n: number;
  readonly weight: number;
  /** 1 − f_h, or 0 where f_h is 1 but for rounding (METHODS §4). */
  readonly unsampled: number;
  readonly cells: readonly StratumCell[];
}

/** Cells as strata with weights (METHODS §3): sorted by id, without empty ones. */
export function strataOf(cells: readonly Cell[], design: EstimateDesign): readonly Stratum[] {
  const byStratum = groupBy(
    cells.filter(({ moments }) => (moments[N_AT] ?? 0) > 0),
    ({ stratum }) => stratum
  );
  return [...byStratum.keys()].sort().map((id) => stratum(id, byStratum.get(id) ?? [], design));
}

function stratum(id: string, cells: readonly Cell[], design: EstimateDesign): Stratum {
  const n = cells.reduce((sum, { moments }) => sum + (moments[N_AT] ?? 0), 0);
  const known = design.populations.get(id);
  const population = known ?? n;
  assert(Number.isFinite(population) && population > 0, 'the population of a stratum is positive', { id, population });
  const weight = population / n;
  const unsampled = design.fpc && known !== undefined ? 1 - n / population : 1;
  const merged = [...groupBy(cells, ({ booklet }) => booklet).values()].map((same) => merge(same, weight));
  return { id, n, weight, unsampled: unsampled < 1e-7 ? 0 : unsampled, cells: merged };
}

function merge(cells: readonly Cell[], weight: number): StratumCell {
  const [first] = cells;
  assert(first !== undefined, 'a group has a cell');
  const moments = cells.length === 1 ? first.moments : sumMoments(cells.map((cell) => cell.moments));
  assert(moments.length === first.layout.length, 'moments fit their layout', { booklet: first.booklet });
  return { ...first, moments, n: moments[N_AT] ?? 0, weight };
}

function groupBy<T>(list: readonly T[], keyOf: (element: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const element of list) {
    const group = groups.get(keyOf(element));
    if (group) group.push(element);
    else groups.set(keyOf(element), [element]);
  }
  return groups;
}
