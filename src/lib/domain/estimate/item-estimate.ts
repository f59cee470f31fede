import { COUNTS, OPTIONS, itemAt } from '../tally/layout.ts';
import type { EstimateDesign } from './design.ts';
import type { FigureWithDf, ItemCounts, ItemEstimate } from './domain-estimate.ts';
import { figure } from './interval.ts';
import { weightedRatio } from './mean.ts';
import type { Stratum, StratumCell } from './strata.ts';
import { covarianceMatrix } from './variance.ts';

/** Where the seven counts of an item begin in a cell; null where the cell did not ask it. */
export type ItemPlace = (cell: StratumCell) => number | null;

/** A domain mean of METHODS §4 over all cells that asked the item. */
export function itemEstimate(strata: readonly Stratum[], item: string, design: EstimateDesign): ItemEstimate {
  const place: ItemPlace = ({ layout }) => {
    const index = layout.items.indexOf(item);
    return index < 0 ? null : itemAt(index);
  };
  const { n, mean, satisfied, counts } = itemFigures(strata, place, design);
  return {
    n,
    mean: mean.estimate,
    se: mean.se,
    df: mean.df,
    ci: mean.ci,
    satisfied: { share: satisfied.estimate, se: satisfied.se, ci: satisfied.ci },
    ...counts
  };
}

/** What is estimated of an item at a place of the moments. */
export interface ItemFigures {
  readonly n: number;
  readonly mean: FigureWithDf;
  readonly satisfied: FigureWithDf;
  readonly satisfiedCount: number;
  readonly counts: ItemCounts;
}

/** Sums over the valid answers of an item in a cell: of x, and of s (1 if satisfied). */
interface ItemSums {
  readonly d: number;
  readonly x: number;
  readonly xx: number;
  readonly s: number;
  readonly sx: number;
}

/** Mean and satisfied share of an item over the cells that asked it (METHODS §4). */
export function itemFigures(strata: readonly Stratum[], place: ItemPlace, design: EstimateDesign): ItemFigures {
  // Strata without a valid answer add nothing to estimate, variance and df.
  const byCell = new Map<StratumCell, ItemSums>();
  const answered: Stratum[] = [];
  let n = 0;
  for (const stratum of strata) {
    let valid = 0;
    for (const cell of stratum.cells) {
      const sums = itemSums(cell, place(cell));
      if (!sums) continue;
      byCell.set(cell, sums);
      valid += sums.d;
    }
    n += valid;
    if (valid > 0) answered.push(stratum);
  }
  const [mean, satisfied] = figures({ answered, byCell, df: n - answered.length, confidence: design.confidence });
  const satisfiedCount = sum([...byCell.values()].map(({ s }) => s));
  return { n, mean, satisfied, satisfiedCount, counts: countsOf(strata, place) };
}

/** null without a valid answer. */
function itemSums({ moments, layout }: StratumCell, at: number | null): ItemSums | null {
  if (at === null) return null;
  let [d, x, xx, s, sx] = [0, 0, 0, 0, 0];
  for (let value = 1; value <= OPTIONS; value += 1) {
    const count = moments[at + value - 1] ?? 0;
    if (count === 0) continue;
    d += count;
    x += count * value;
    xx += count * value * value;
    if (!layout.satisfied.includes(value)) continue;
    s += count;
    sx += count * value;
  }
  return d > 0 ? { d, x, xx, s, sx } : null;
}

const NO_SUMS: ItemSums = { d: 0, x: 0, xx: 0, s: 0, sx: 0 };
const NO_FIGURE: FigureWithDf = { estimate: null, se: null, df: null, ci: null };

/** Mean and satisfied share: D = 1 in every valid row, X = x and X = s. */
function figures(of: {
  readonly answered: readonly Stratum[];
  readonly byCell: ReadonlyMap<StratumCell, ItemSums>;
  readonly df: number;
  readonly confidence: number;
}): readonly [mean: FigureWithDf, satisfied: FigureWithDf] {
  const cells = [...of.byCell];
  const mean = weightedRatio(cells.map(([{ weight }, { x, d }]) => ({ x, d, weight })));
  const share = weightedRatio(cells.map(([{ weight }, { s, d }]) => ({ x: s, d, weight })));
  if (!mean || !share) return [NO_FIGURE, NO_FIGURE];
  const at = (cell: StratumCell) => of.byCell.get(cell) ?? NO_SUMS;
  const ratios = [mean.ratio, share.ratio];
  const [[meanVariance = 0] = [], [, shareVariance = 0] = []] = covarianceMatrix(of.answered, {
    size: ratios.length,
    term: (cell, a) => ({
      alpha: of.byCell.has(cell) ? cell.weight / mean.denominator : 0,
      z: ratios[a] ?? 0,
      beta: 0
    }),
    sums: (cell, a) => ({ x: a === 0 ? at(cell).x : at(cell).s, d: at(cell).d }),
    pair: (cell, a, b) => {
      const { d, x, xx, s, sx } = at(cell);
      if (a !== b) return [d, x, s, sx];
      return a === 0 ? [d, x, x, xx] : [d, s, s, s];
    }
  });
  const figureOf = (estimate: number, variance: number) =>
    figure({ estimate, variance, df: of.df, confidence: of.confidence });
  return [figureOf(mean.ratio, meanVariance), figureOf(share.ratio, shareVariance)];
}

function countsOf(strata: readonly Stratum[], place: ItemPlace): ItemCounts {
  const totals = new Array<number>(COUNTS).fill(0);
  let rows = 0;
  for (const cell of strata.flatMap(({ cells }) => cells)) {
    const at = place(cell);
    if (at === null) continue;
    rows += cell.n;
    for (let i = 0; i < COUNTS; i += 1) totals[i] = (totals[i] ?? 0) + (cell.moments[at + i] ?? 0);
  }
  const codes = strata[0]?.cells[0]?.layout.missing ?? [];
  return {
    counts: totals.slice(0, OPTIONS),
    missing: Object.fromEntries(codes.map((code, i) => [code, totals[OPTIONS + i] ?? 0])),
    skipped: rows - sum(totals)
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
