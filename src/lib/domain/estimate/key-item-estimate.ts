import { keyItemAt } from '../tally/layout.ts';
import type { EstimateDesign } from './design.ts';
import type { KeyItemEstimate } from './domain-estimate.ts';
import { itemFigures } from './item-estimate.ts';
import { designShareIntervals, shownShareInterval } from './share-intervals.ts';
import { effectiveShare, type Sample } from './strata.ts';

/** The headline item: mean, satisfied share, its Wald and Wilson intervals (METHODS §4), and the one to show. */
export function keyItemEstimate(sample: Sample, design: EstimateDesign): KeyItemEstimate {
  const asked = sample.cells.map(({ layout }, cell) => ({ cell, at: keyItemAt(layout) }));
  const { n, mean, satisfied, counts } = itemFigures(sample, design)(asked);
  const share = { n, share: satisfied.estimate, se: satisfied.se, df: satisfied.df };
  const { ciWilson, nEff } = designShareIntervals(share, design.confidence);
  return {
    mean: { n, mean: mean.estimate, se: mean.se, df: mean.df, ci: mean.ci },
    satisfied: {
      ...share,
      ciWald: satisfied.ci,
      ciWilson,
      nEff,
      ciShown: shownShareInterval({ ...share, most: n * effectiveShare(sample) }, design.confidence)
    },
    ...counts
  };
}
