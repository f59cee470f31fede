import { assert } from '../shared/assert.ts';
import { N_AT } from '../tally/layout.ts';
import { sumMoments } from '../tally/moments.ts';
import type { Cell, EstimateDesign, LonelyRule } from './design.ts';

/** The rows of a stratum that answered one booklet, all lanes and counters together. */
export interface StratumCell extends Cell {
  readonly n: number;
  /** N_h / n_h of its stratum. */
  readonly weight: number;
}

export interface Stratum {
  readonly id: string;
  readonly n: number;
  /** n_h: its responses, or the clusters they are in. */
  readonly psus: number;
  readonly weight: number;
  /** 1 − f_h, or 0 where f_h is 1 but for rounding (METHODS §4). */
  readonly unsampled: number;
  /** Its cells are `cells[from]` … `cells[to − 1]` of the sample. */
  readonly from: number;
  readonly to: number;
}

/** The rows of a domain. What is kept by cell (typed arrays of the plan, of linearised variables) is in this order. */
export interface Sample {
  readonly n: number;
  readonly lonely: LonelyRule;
  readonly clustered: boolean;
  /** Sorted by id, without empty ones. */
  readonly strata: readonly Stratum[];
  /** One for each stratum and booklet, stratum after stratum. */
  readonly cells: readonly StratumCell[];
}

/** Cells as strata with weights (METHODS §3). */
export function sampleOf(cells: readonly Cell[], design: EstimateDesign): Sample {
  const byStratum = groupBy(
    cells.filter(({ moments }) => (moments[N_AT] ?? 0) > 0),
    ({ stratum }) => stratum
  );
  const merged: StratumCell[] = [];
  const strata = [...byStratum.keys()].sort().map((id) => addStratum(merged, id, byStratum.get(id) ?? [], design));
  const clustered = merged.some(({ clusters }) => clusters);
  assert(!clustered || merged.every(({ clusters }) => clusters), 'all cells of a clustered sample have clusters');
  return { n: strata.reduce((sum, { n }) => sum + n, 0), lonely: design.lonely, clustered, strata, cells: merged };
}

function addStratum(merged: StratumCell[], id: string, cells: readonly Cell[], design: EstimateDesign): Stratum {
  const n = cells.reduce((sum, { moments }) => sum + (moments[N_AT] ?? 0), 0);
  const known = design.populations.get(id);
  const population = known ?? n;
  assert(Number.isFinite(population) && population > 0, 'the population of a stratum is positive', { id, population });
  const weight = population / n;
  const psus = psuCount(cells, n);
  const share = design.fpc && known !== undefined ? 1 - psus / population : 1;
  const unsampled = share < 1e-7 ? 0 : share;
  assert(design.lonely !== 'fail' || psus > 1 || unsampled === 0, 'no stratum of one PSU (lonely: fail)', { id });
  const from = merged.length;
  // In one order, whatever that of the rows was: sums of floats depend on it, and a frozen figure is computed again.
  const byBooklet = [...groupBy(cells, ({ booklet }) => booklet)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, same] of byBooklet) merged.push(merge(same, weight));
  return { id, n, psus, weight, unsampled, from, to: merged.length };
}

function psuCount(cells: readonly Cell[], n: number): number {
  if (!cells[0]?.clusters) return n;
  // The clusters of a stratum are numbered from 0 without a gap.
  let last = -1;
  for (const { clusters } of cells) {
    for (const number of clusters?.numbers ?? []) last = Math.max(last, number);
  }
  return last + 1;
}

function merge(cells: readonly Cell[], weight: number): StratumCell {
  const [first] = cells;
  assert(first !== undefined, 'a group has a cell');
  const { stratum, booklet, family, layout, clusters } = first;
  assert(!clusters || cells.length === 1, 'a clustered sample has one cell a booklet and stratum', {
    stratum,
    booklet
  });
  const moments = cells.length === 1 ? first.moments : sumMoments(cells.map((cell) => cell.moments));
  if (moments.length !== layout.length) assert(false, 'moments fit their layout', { booklet });
  return { stratum, booklet, family, layout, moments, clusters, n: moments[N_AT] ?? 0, weight };
}

function groupBy<T>(list: readonly T[], keyOf: (element: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const element of list) {
    const key = keyOf(element);
    const group = groups.get(key);
    if (group) group.push(element);
    else groups.set(key, [element]);
  }
  return groups;
}

/** Kish's effective share of the rows, (Σw)²/(nΣw²) in (0, 1]: what unequal weights leave of them (METHODS §3). 1 without rows. */
export function effectiveShare({ n, strata }: Sample): number {
  let sum = 0;
  let squares = 0;
  for (const stratum of strata) {
    sum += stratum.n * stratum.weight;
    squares += stratum.n * stratum.weight ** 2;
  }
  return squares > 0 ? sum ** 2 / (n * squares) : 1;
}
