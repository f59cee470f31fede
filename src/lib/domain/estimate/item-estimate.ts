import { assert } from '../shared/assert.ts';
import { clusterItemAt } from '../tally/clusters.ts';
import { COUNTS, OPTIONS, itemAt } from '../tally/layout.ts';
import { counted, type Counted } from './counted.ts';
import { designEffect, NO_EFFECT, type DesignEffect } from './design-effect.ts';
import type { EstimateDesign } from './design.ts';
import type { FigureWithDf, ItemCounts, ItemEstimate } from './domain-estimate.ts';
import { figure } from './interval.ts';
import { linearised, type Linearised } from './linearised.ts';
import { RatioSum } from './mean.ts';
import { shownShareInterval } from './share-intervals.ts';
import { squaresAbout } from './squares.ts';
import { effectiveShare, type Sample, type Stratum, type StratumCell } from './strata.ts';
import { covarianceMatrix } from './variance.ts';

/** Makes the domain mean of METHODS §4 of any item, over all cells that asked it. */
export function itemEstimator(sample: Sample, design: EstimateDesign): (item: string) => ItemEstimate {
  const asked = askedItems(sample);
  const figuresOf = itemFigures(sample, design);
  const effective = effectiveShare(sample);
  return (item) => {
    const { n, mean, effect, satisfied, counts } = figuresOf(asked.get(item) ?? []);
    return {
      n,
      mean: mean.estimate,
      se: mean.se,
      df: mean.df,
      ci: mean.ci,
      ...effect,
      satisfied: {
        share: satisfied.estimate,
        se: satisfied.se,
        ci: satisfied.ci,
        ciShown: shownShareInterval(
          { ...satisfied, share: satisfied.estimate, n, most: n * effective },
          design.confidence
        )
      },
      ...counts
    };
  };
}

/** A cell that asked an item: its index in the sample, and where the seven counts begin in its moments. */
export interface Asked {
  readonly cell: number;
  readonly at: number;
}

function askedItems({ cells }: Sample): ReadonlyMap<string, readonly Asked[]> {
  const asked = new Map<string, Asked[]>();
  for (const [cell, { layout }] of cells.entries()) {
    for (const [index, item] of layout.items.entries()) {
      const list = asked.get(item) ?? [];
      if (list.length === 0) asked.set(item, list);
      list.push({ cell, at: itemAt(index) });
    }
  }
  return asked;
}

/** What is estimated of an item. */
export interface ItemFigures {
  readonly n: number;
  readonly mean: FigureWithDf;
  /** Of the mean. */
  readonly effect: DesignEffect;
  readonly satisfied: FigureWithDf;
  readonly satisfiedCount: number;
  readonly counts: ItemCounts;
}

const SIZE = 2;
/** Three pairs of mean and share, of four sums each. */
const PAIR_SUMS = 12;
const NO_FIGURE: FigureWithDf = { estimate: null, se: null, df: null, ci: null };

/** Makes mean and satisfied share of an item from the cells that asked it (METHODS §4), in the order of the sample. */
export function itemFigures(sample: Sample, design: EstimateDesign): (asked: readonly Asked[]) => ItemFigures {
  const sums = new Float64Array(PAIR_SUMS * sample.cells.length);
  const variables = linearised(SIZE, sample.cells.length, () => sums);
  variables.pairsFrom.forEach((_, c, from) => (from[c] = PAIR_SUMS * c));
  variables.pairAt.set([0, 4, 4, 8]);
  const strataOf = strataFinder(sample);
  return (asked) => {
    // One set of arrays serves all items: without its α a cell adds nothing, whatever its other numbers say.
    variables.alpha.fill(0);
    for (const { cell, at } of asked) {
      const of = sample.cells[cell];
      if (of) writeSums(variables, sums, { cell, at, of });
    }
    const [n, satisfiedCount] = [total(asked, variables.d), total(asked, variables.x, 1)];
    const counts = countsOf(sample, asked);
    if (n === 0) return { n, mean: NO_FIGURE, effect: NO_EFFECT, satisfied: NO_FIGURE, satisfiedCount, counts };

    const ratios = [0, 1].map((a) => linearise(sample, asked, { variables, a }));
    // Strata that did not ask the item add exactly nothing.
    const asking = { ...sample, strata: strataOf(asked) };
    const covariance = covarianceMatrix(asking, variables);
    const { df, scale } = countedRows(asking, asked, variables);
    const [mean, share] = ratios.map((ratio, a) => {
      const variance = scale * (covariance[a * SIZE + a] ?? 0);
      return figure({ estimate: ratio, variance, df, confidence: design.confidence });
    });
    assert(mean && share, 'mean and share are estimated');
    const effect = effectOf(sample, variables, mean);
    return { n, mean, effect, satisfied: share, satisfiedCount, counts };
  };
}

/** Finds the strata that cells in the order of the sample belong to. */
function strataFinder({ strata, cells }: Sample): (asked: readonly Asked[]) => readonly Stratum[] {
  const stratumOf = new Int32Array(cells.length);
  for (const [s, { from, to }] of strata.entries()) stratumOf.fill(s, from, to);
  return (asked) => [...new Set(asked.map(({ cell }) => stratumOf[cell] ?? 0))].flatMap((s) => strata[s] ?? []);
}

/** Sums over the valid answers of the item in a cell: D = 1, X = x (the mean) and X = s, 1 if satisfied (the share). */
function writeSums(
  { x, d, clusterXAt, clusterDAt }: Linearised,
  pairSums: Float64Array,
  { cell, at, of }: Asked & { readonly of: StratumCell }
) {
  const { moments, layout } = of;
  let valid = 0;
  let sum = 0;
  let squares = 0;
  let satisfied = 0;
  let product = 0;
  for (let value = 1; value <= OPTIONS; value += 1) {
    const count = moments[at + value - 1] ?? 0;
    if (count === 0) continue;
    valid += count;
    sum += count * value;
    squares += count * value * value;
    if (!layout.satisfied.includes(value)) continue;
    satisfied += count;
    product += count * value;
  }
  x[cell * SIZE] = sum;
  x[cell * SIZE + 1] = satisfied;
  d[cell * SIZE] = valid;
  d[cell * SIZE + 1] = valid;
  const clusterAt = clusterItemAt((at - itemAt(0)) / COUNTS);
  clusterDAt.fill(clusterAt, cell * SIZE, (cell + 1) * SIZE);
  clusterXAt[cell * SIZE] = clusterAt + 1;
  clusterXAt[cell * SIZE + 1] = clusterAt + 2;
  const write = (to: number, left: number, right: number, both: number) => {
    pairSums[to] = valid;
    pairSums[to + 1] = left;
    pairSums[to + 2] = right;
    pairSums[to + 3] = both;
  };
  write(PAIR_SUMS * cell, sum, sum, squares);
  write(PAIR_SUMS * cell + 4, sum, satisfied, product);
  write(PAIR_SUMS * cell + 8, satisfied, satisfied, satisfied);
}

function total(asked: readonly Asked[], numbers: Float64Array, a = 0): number {
  return asked.reduce((sum, { cell }) => sum + (numbers[cell * SIZE + a] ?? 0), 0);
}

/** The ratio of estimate a; its α and z are written to the cells with a valid answer. */
function linearise(
  { cells }: Sample,
  asked: readonly Asked[],
  { variables, a }: { readonly variables: Linearised; readonly a: number }
): number {
  const { x, d, alpha, z } = variables;
  const sum = new RatioSum();
  for (const { cell } of asked) {
    const valid = d[cell * SIZE + a] ?? 0;
    if (valid > 0) sum.add(x[cell * SIZE + a] ?? 0, valid, cells[cell]?.weight ?? 0);
  }
  const { ratio, denominator } = sum;
  for (const { cell } of asked) {
    if (!d[cell * SIZE + a]) continue;
    alpha[cell * SIZE + a] = (cells[cell]?.weight ?? 0) / denominator;
    z[cell * SIZE + a] = ratio;
  }
  return ratio;
}

/** The rows with a valid answer, and where the clusters say whether they have one. */
function countedRows(sample: Sample, asked: readonly Asked[], { d, clusterDAt }: Linearised): Counted {
  const valid = new Int32Array(sample.cells.length);
  for (const { cell } of asked) valid[cell] = d[cell * SIZE] ?? 0;
  return counted(sample, { rowsIn: (c) => valid[c] ?? 0, clusterAt: (c) => clusterDAt[c * SIZE] ?? 0 });
}

function effectOf(sample: Sample, variables: Linearised, { estimate, se }: FigureWithDf): DesignEffect {
  if (estimate === null || se === null) return NO_EFFECT;
  return designEffect({ ...squaresAbout(sample, variables, { index: 0, centre: estimate }), variance: se * se });
}

function countsOf({ cells }: Sample, asked: readonly Asked[]): ItemCounts {
  const totals = new Array<number>(COUNTS).fill(0);
  let rows = 0;
  for (const { cell, at } of asked) {
    rows += cells[cell]?.n ?? 0;
    for (let i = 0; i < COUNTS; i += 1) totals[i] = (totals[i] ?? 0) + (cells[cell]?.moments[at + i] ?? 0);
  }
  const codes = cells[0]?.layout.missing ?? [];
  return {
    counts: totals.slice(0, OPTIONS),
    missing: Object.fromEntries(codes.map((code, i) => [code, totals[OPTIONS + i] ?? 0])),
    skipped: totals.reduce((left, count) => left - count, rows)
  };
}
