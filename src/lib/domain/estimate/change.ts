import type { FigureWithDf } from './domain-estimate.ts';
import { tInterval } from './interval.ts';

export type ChangeVerdict = 'up' | 'down' | 'unclear' | 'not_comparable';

/** A figure of one period, and whether its decision gate is open. */
export type PeriodFigure = Pick<FigureWithDf, 'estimate' | 'se' | 'df'> & { readonly conclusive: boolean };

export interface Change extends FigureWithDf {
  readonly verdict: ChangeVerdict;
}

/**
 * current − previous of two independent samples: se = √(V₁+V₀), df = df₁+df₀ (METHODS §7, `design`). The interval is
 * null where a standard error is, or below 1e-14. No verdict where one of the two is inconclusive.
 */
export function change(current: PeriodFigure, previous: PeriodFigure, confidence = 0.95): Change {
  const none = { se: null, df: null, ci: null };
  if (current.estimate === null || previous.estimate === null) {
    return { estimate: null, ...none, verdict: 'not_comparable' };
  }
  const estimate = current.estimate - previous.estimate;
  const conclusive = current.conclusive && previous.conclusive;
  const withoutSpread: Change = { estimate, ...none, verdict: conclusive ? 'unclear' : 'not_comparable' };
  if (current.se === null || previous.se === null || current.df === null || previous.df === null) return withoutSpread;

  const se = Math.hypot(current.se, previous.se);
  const df = current.df + previous.df;
  if (se < 1e-14 || df <= 0) return { ...withoutSpread, se, df };
  const ci = tInterval({ estimate, se, df, confidence });
  const direction: ChangeVerdict = ci[0] > 0 ? 'up' : ci[1] < 0 ? 'down' : 'unclear';
  return { estimate, se, df, ci, verdict: conclusive ? direction : 'not_comparable' };
}
