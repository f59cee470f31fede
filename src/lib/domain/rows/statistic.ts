import { meanWithEffect, satisfiedFigure } from '../analysis/figures.ts';
import { byCodePoint } from '../analysis/order.ts';
import type { FigureWithDf } from '../estimate/domain-estimate.ts';
import { figure } from '../estimate/interval.ts';
import { studentTwoSided } from '../statistics/distributions.ts';
import type { DataTable, Statistic } from './estimate-spec.ts';
import type { RowDesign } from './row-design.ts';
import { NO_FIGURE, rowFigure, rowMean } from './row-estimate.ts';
import { linearMean, linearRatio, linearTotal, type RowLinearised } from './row-linearised.ts';
import { countRows, rowCovariance } from './row-variance.ts';

interface Frame {
  readonly table: DataTable;
  readonly design: RowDesign;
  readonly confidence: number;
}

/** One figure of a specification (METHODS §12), under the names of `survey-estimate/1`. */
export function statistic(of: Statistic, frame: Frame): object {
  const { design, confidence } = frame;
  const column = restricted(of, frame.table);
  switch (of.stat) {
    case 'mean': {
      const own = rowMean(design, column(of.variable), confidence);
      const { mean, ...others } = meanWithEffect(own.n, own);
      return { estimate: mean, ...others };
    }
    case 'total':
      return total(column(of.variable), frame);
    case 'ratio': {
      const [t, d] = [column(of.numerator), column(of.denominator)];
      const ratio = linearRatio(design, t, d);
      return shown(ratio.n, rowFigure(design, ratio, both(t, d), confidence));
    }
    case 'proportion':
      return proportion(of, frame);
    case 'by':
      return byLevel(of, column(of.variable), frame);
    case 'contrast':
      return contrast(of, of.variables.map(column), frame);
    case 'ratio_of_means':
      return ratioOfMeans(of.variables.map(column), frame);
    case 'difference':
      return difference(of, column(of.variable), frame);
  }
}

/** Gives the numbers of a column, NaN outside the domain of the statistic. */
function restricted({ domain }: Statistic, table: DataTable): (column: string) => Float64Array {
  if (!domain) return table.numbers;
  const texts = table.texts(domain.variable);
  return (column) => table.numbers(column).map((value, i) => (texts[i] === domain.value ? value : NaN));
}

function shown(n: number, { estimate, se, df, ci }: FigureWithDf) {
  return { estimate, se, df, ci, n };
}

/** A number where both are. */
function both(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, i) => value + (right[i] ?? NaN));
}

function total(y: Float64Array, { design, confidence }: Frame) {
  const linear = linearTotal(design, y);
  return shown(linear.n, rowFigure(design, linear, y, confidence));
}

function proportion(of: Statistic & { stat: 'proportion' }, { table, design, confidence }: Frame) {
  const texts = table.texts(of.variable);
  const domain = of.domain && table.texts(of.domain.variable);
  const indicator = Float64Array.from(texts, (text, i) => {
    const isIn = text !== '' && (!domain || domain[i] === of.domain?.value);
    return isIn ? Number(text === of.value) : NaN;
  });
  const { n, estimate, se, df } = rowMean(design, indicator, confidence);
  return satisfiedFigure({ n, share: estimate, se, df }, confidence);
}

function levelOf(y: Float64Array, texts: readonly string[], level: string): Float64Array {
  return y.map((value, i) => (texts[i] === level ? value : NaN));
}

function byLevel(of: Statistic & { stat: 'by' }, y: Float64Array, frame: Frame) {
  const texts = frame.table.texts(of.by);
  const levels = [...new Set(texts)].filter((level) => level !== '').sort(byCodePoint);
  return Object.fromEntries(
    levels.map((level) => {
      const own = levelOf(y, texts, level);
      if (of.of === 'total') return [level, total(own, frame)];
      const mean = rowMean(frame.design, own, frame.confidence);
      return [level, shown(mean.n, mean)];
    })
  );
}

/** The means of the variables over the rows that have all of them, with their covariances. */
function completeMeans(columns: readonly Float64Array[], { design }: Frame) {
  const complete = columns.reduce(both);
  const means = columns.map((y) =>
    linearMean(
      design,
      y.map((value, i) => (Number.isNaN(complete[i]) ? NaN : value))
    )
  );
  const { rows: n, df, scale } = countRows(design, (i) => !Number.isNaN(complete[i]));
  const covariance = rowCovariance(
    design,
    means.map(({ u }) => u)
  ).map((value) => scale * value);
  return { means, n, df, covariance };
}

/** Σ c·mean, with Var = c'Vc. */
function contrast(of: Statistic & { stat: 'contrast' }, columns: readonly Float64Array[], frame: Frame) {
  const { means, n, df, covariance } = completeMeans(columns, frame);
  const { variables, coefficients } = of;
  const size = variables.length;
  const at = (a: number, b: number) => covariance[a * size + b] ?? 0;
  const matrix = variables.map((left, a) => [left, Object.fromEntries(variables.map((right, b) => [right, at(a, b)]))]);
  return {
    ...combined(
      { means, n, df, confidence: frame.confidence },
      { coefficients, at, value: weightedSum(means, coefficients) }
    ),
    covariance: Object.fromEntries(matrix)
  };
}

/** m₁/m₂ by the delta method: V = (V₁₁ − 2R·V₁₂ + R²·V₂₂)/m₂². */
function ratioOfMeans(columns: readonly Float64Array[], frame: Frame) {
  const { means, n, df, covariance } = completeMeans(columns, frame);
  const [top = null, bottom = null] = means.map(({ estimate }) => estimate);
  if (top === null || bottom === null || bottom === 0) return shown(means[0]?.n ?? 0, NO_FIGURE);
  const ratio = top / bottom;
  const at = (a: number, b: number) => covariance[a * 2 + b] ?? 0;
  const coefficients = [1 / bottom, -ratio / bottom];
  return combined({ means, n, df, confidence: frame.confidence }, { coefficients, at, value: ratio });
}

/** The mean of the first level less that of the second; df of the whole design. */
function difference(of: Statistic & { stat: 'difference' }, y: Float64Array, { table, design, confidence }: Frame) {
  const texts = table.texts(of.by);
  const means = of.levels.map((level) => linearMean(design, levelOf(y, texts, level)));
  const isIn = (i: number) => of.levels.includes(texts[i] ?? '') && !Number.isNaN(y[i]);
  const { rows: n, scale } = countRows(design, isIn);
  const covariance = rowCovariance(
    design,
    means.map(({ u }) => u)
  ).map((value) => scale * value);
  const { df } = countRows(design, null);
  const coefficients = [1, -1];
  const found = combined(
    { means, n, df, confidence },
    { coefficients, at: (a, b) => covariance[a * 2 + b] ?? 0, value: weightedSum(means, coefficients) }
  );
  const { estimate, se } = found;
  const p = estimate === null || se === null || se < 1e-14 ? null : studentTwoSided(estimate / se, df);
  return { ...found, p };
}

function weightedSum(means: readonly RowLinearised[], coefficients: readonly number[]): number {
  return means.reduce((sum, { estimate }, a) => sum + (coefficients[a] ?? 0) * (estimate ?? 0), 0);
}

function combined(
  of: {
    readonly means: readonly RowLinearised[];
    readonly n: number;
    readonly df: number;
    readonly confidence: number;
  },
  by: {
    readonly coefficients: readonly number[];
    readonly at: (a: number, b: number) => number;
    readonly value: number;
  }
) {
  if (of.means.some(({ estimate }) => estimate === null)) return shown(of.n, NO_FIGURE);
  let variance = 0;
  for (const [a, left] of by.coefficients.entries()) {
    for (const [b, right] of by.coefficients.entries()) variance += left * right * by.at(a, b);
  }
  return shown(of.n, figure({ estimate: by.value, variance, df: of.df, confidence: of.confidence }));
}
