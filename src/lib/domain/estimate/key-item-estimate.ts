import { keyItemAt } from '../tally/layout.ts';
import type { EstimateDesign } from './design.ts';
import type { FigureWithDf, KeyItemEstimate } from './domain-estimate.ts';
import { tQuantile, wilson, zQuantile } from './interval.ts';
import { itemFigures } from './item-estimate.ts';
import type { Sample } from './strata.ts';

/** The headline item: mean, satisfied share, its Wald and Wilson intervals (METHODS §4). */
export function keyItemEstimate(sample: Sample, design: EstimateDesign): KeyItemEstimate {
  const asked = sample.cells.map(({ layout }, cell) => ({ cell, at: keyItemAt(layout) }));
  const { n, mean, satisfied, counts, satisfiedCount } = itemFigures(sample, design)(asked);
  return {
    mean: { n, mean: mean.estimate, se: mean.se, df: mean.df, ci: mean.ci },
    satisfied: {
      n,
      share: satisfied.estimate,
      se: satisfied.se,
      df: satisfied.df,
      ciWald: satisfied.ci,
      ...wilsonOf({ satisfied, n, count: satisfiedCount, design })
    },
    ...counts
  };
}

/**
 * Wilson with n* = n_eff·(t_{n−1}/t_df)², n_eff = p(1−p)/V (Korn & Graubard 1998, METHODS §4); where these are not
 * defined, the unweighted interval of the counts.
 */
function wilsonOf(of: {
  readonly satisfied: FigureWithDf;
  readonly n: number;
  readonly count: number;
  readonly design: EstimateDesign;
}): Pick<KeyItemEstimate['satisfied'], 'ciWilson' | 'nEff'> {
  const { n, design } = of;
  const { estimate: share, se, df } = of.satisfied;
  if (n === 0) return { ciWilson: null, nEff: null };
  const z = zQuantile(design);
  const degenerate = share === null || share < 1e-14 || share > 1 - 1e-14;
  if (degenerate || se === null || se < 1e-14 || df === null) {
    return { ciWilson: wilson({ share: of.count / n, n, z }), nEff: null };
  }
  const nEff = (share * (1 - share)) / se ** 2;
  const ratio = tQuantile(design.confidence, n - 1) / tQuantile(design.confidence, df);
  return { ciWilson: wilson({ share, n: nEff * ratio ** 2, z }), nEff };
}
