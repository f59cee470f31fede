import { designEffect, NO_EFFECT, type DesignEffect } from '../estimate/design-effect.ts';
import type { FigureWithDf } from '../estimate/domain-estimate.ts';
import { figure } from '../estimate/interval.ts';
import type { RowDesign } from './row-design.ts';
import { linearMean, type RowLinearised } from './row-linearised.ts';
import { countRows, rowCovariance } from './row-variance.ts';

export const NO_FIGURE: FigureWithDf = { estimate: null, se: null, df: null, ci: null };

export interface RowMean extends FigureWithDf, DesignEffect {
  readonly n: number;
}

/** The figure of a linearised estimate over the rows where `y` is a number (METHODS §4). */
export function rowFigure(design: RowDesign, of: RowLinearised, y: Float64Array, confidence: number): FigureWithDf {
  if (of.estimate === null) return NO_FIGURE;
  const { df, scale } = countRows(design, (i) => !Number.isNaN(y[i]));
  return figure({ estimate: of.estimate, variance: scale * (rowCovariance(design, [of.u])[0] ?? 0), df, confidence });
}

/** The weighted mean of y, NaN where a row is not in the domain, and its design effect. */
export function rowMean(design: RowDesign, y: Float64Array, confidence: number): RowMean {
  const linear = linearMean(design, y);
  const found = rowFigure(design, linear, y, confidence);
  if (found.estimate === null || found.se === null) return { n: linear.n, ...found, ...NO_EFFECT };
  const effect = designEffect({
    variance: found.se ** 2,
    squares: squaresAbout(design, y, found.estimate),
    weight: linear.weight,
    n: linear.n
  });
  return { n: linear.n, ...found, ...effect };
}

function squaresAbout({ weights }: RowDesign, y: Float64Array, centre: number): number {
  let squares = 0;
  for (let i = 0; i < y.length; i += 1) {
    const value = y[i] ?? NaN;
    if (!Number.isNaN(value)) squares += (weights[i] ?? 0) * (value - centre) ** 2;
  }
  return squares;
}
