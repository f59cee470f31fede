import { clusterOverallAt, clusterOverallOf } from '../tally/clusters.ts';
import { OVERALL_POOLED, overallAt, type OverallBlock } from '../tally/overall.ts';
import { counted } from './counted.ts';
import { designEffect, NO_EFFECT } from './design-effect.ts';
import type { EstimateDesign } from './design.ts';
import type { FigureWithDf, OverallEstimate } from './domain-estimate.ts';
import { figure } from './interval.ts';
import { linearised, type Linearised } from './linearised.ts';
import { RatioSum } from './mean.ts';
import { squaresAbout } from './squares.ts';
import type { Sample, Stratum, StratumCell } from './strata.ts';
import { covarianceMatrix } from './variance.ts';

const NO_FIGURE: FigureWithDf = { estimate: null, se: null, df: null, ci: null };

/** `overall` of full forms: its mean and the pooled share of all answers (METHODS §1, §4). null without its sums. */
export function overallEstimate(sample: Sample, design: EstimateDesign): OverallEstimate | null {
  const [first] = sample.cells;
  const block = first?.layout.overall;
  if (!first || !block) return null;
  return { ...mean(sample, block, design), satisfied: pooledShare(sample, block, design) };
}

/**
 * The responses of a cell with d valid answers, as a cell of their own: there X = Σx of a row and D = d, and the mean of
 * the row X/D is linear in both. Those without `overall` are a cell with D = 0.
 */
function mean(sample: Sample, block: OverallBlock, design: EstimateDesign): Omit<OverallEstimate, 'satisfied'> {
  const { split, d } = splitByAnswers(sample, block);
  const pairs: (readonly number[])[] = [];
  const variables = linearised(1, split.cells.length, (c) => pairs[c] ?? []);
  const ratio = new RatioSum();
  for (const [c, cell] of split.cells.entries()) {
    const answers = d[c] ?? 0;
    if (answers === 0) continue;
    const at = overallAt(block, answers);
    const [rows = 0, x = 0, xx = 0] = cell.moments.slice(at, at + 3);
    ratio.add(x / answers, rows, cell.weight);
    variables.x[c] = x;
    variables.d[c] = rows * answers;
    pairs[c] = [rows * answers ** 2, x * answers, x * answers, xx];
    variables.clusterDAt[c] = clusterOverallOf(cell.layout, answers);
    variables.clusterXAt[c] = clusterOverallOf(cell.layout, answers) + 1;
  }
  const n = ratio.count;
  if (n === 0) return { n, ...NO_FIGURE, ...NO_EFFECT };
  const centre = ratio.ratio;
  for (const [c, { weight }] of split.cells.entries()) {
    variables.alpha[c] = d[c] ? weight / ratio.denominator / (d[c] ?? 1) : 0;
    variables.z[c] = centre;
  }
  const found = figureOf(split, variables, { estimate: centre, confidence: design.confidence });
  if (found.se === null) return { n, ...found, ...NO_EFFECT };
  const spread = squaresAbout(split, variables, { index: 0, centre });
  return { n, ...found, ...designEffect({ ...spread, variance: found.se ** 2 }) };
}

function splitByAnswers({ strata, cells, ...rest }: Sample, block: OverallBlock) {
  const split: StratumCell[] = [];
  const d: number[] = [];
  const add = (cell: StratumCell, n: number, answers: number) => {
    if (n > 0 && split.push({ ...cell, n }) > 0) d.push(answers);
  };
  const ranges = strata.map((stratum): Stratum => {
    const from = split.length;
    for (const cell of cells.slice(stratum.from, stratum.to)) {
      let left = cell.n;
      for (let answers = block.minItems; answers <= cell.layout.items.length; answers += 1) {
        const rows = cell.moments[overallAt(block, answers)] ?? 0;
        add(cell, rows, answers);
        left -= rows;
      }
      add(cell, left, 0);
    }
    return { ...stratum, from, to: split.length };
  });
  return { split: { ...rest, strata: ranges, cells: split }, d };
}

/** Σwt/Σwd over all items and the rows with a valid answer. */
function pooledShare(sample: Sample, block: OverallBlock, design: EstimateDesign): OverallEstimate['satisfied'] {
  const variables = linearised(1, sample.cells.length, (c) => sample.cells[c]?.moments ?? []);
  const ratio = new RatioSum();
  let n = 0;
  for (const [c, { moments, layout, weight }] of sample.cells.entries()) {
    const [t = 0, d = 0, rows = 0] = moments.slice(block.at + OVERALL_POOLED - 3, block.at + OVERALL_POOLED);
    if (d === 0) continue;
    n += rows;
    ratio.add(t, d, weight);
    variables.x[c] = t;
    variables.d[c] = d;
    variables.pairsFrom[c] = block.at;
    variables.clusterXAt[c] = clusterOverallAt(layout);
    variables.clusterDAt[c] = clusterOverallAt(layout) + 1;
  }
  if (n === 0) return { n, ...NO_FIGURE };
  const estimate = ratio.ratio;
  for (const [c, { weight }] of sample.cells.entries()) {
    if (variables.d[c] === 0) continue;
    variables.alpha[c] = weight / ratio.denominator;
    variables.z[c] = estimate;
  }
  const rowsIn = (c: number) => sample.cells[c]?.moments[block.at + OVERALL_POOLED - 1] ?? 0;
  return { n, ...figureOf(sample, variables, { estimate, confidence: design.confidence, rowsIn }) };
}

function figureOf(
  sample: Sample,
  variables: Linearised,
  of: { readonly estimate: number; readonly confidence: number; readonly rowsIn?: (cell: number) => number }
): FigureWithDf {
  const { rowsIn = (c: number) => (variables.d[c] ? (sample.cells[c]?.n ?? 0) : 0) } = of;
  const { df, scale } = counted(sample, { rowsIn, clusterAt: (c) => variables.clusterDAt[c] ?? 0 });
  const variance = scale * (covarianceMatrix(sample, variables)[0] ?? 0);
  return figure({ estimate: of.estimate, variance, df, confidence: of.confidence });
}
