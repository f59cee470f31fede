import { designDifference } from '../comparison/design-difference.ts';
import type { FigureWithDf } from './domain-estimate.ts';

export type ChangeVerdict = 'up' | 'down' | 'unclear' | 'not_comparable';

/** A figure of one period, and whether its decision gate is open. */
export type PeriodFigure = Pick<FigureWithDf, 'estimate' | 'se' | 'df'> & { readonly conclusive: boolean };

export interface Change extends FigureWithDf {
  readonly verdict: ChangeVerdict;
}

/**
 * The difference of METHODS §7, `design`, and what may be said of it: no verdict where one of the two is inconclusive,
 * an unclear one where there is no interval or it holds 0.
 */
export function change(current: PeriodFigure, previous: PeriodFigure, confidence = 0.95): Change {
  const { difference: estimate, se, df, ci } = designDifference(current, previous, confidence);
  const comparable = estimate !== null && current.conclusive && previous.conclusive;
  const direction: ChangeVerdict = ci === null ? 'unclear' : ci[0] > 0 ? 'up' : ci[1] < 0 ? 'down' : 'unclear';
  return { estimate, se, df, ci, verdict: comparable ? direction : 'not_comparable' };
}
