import { postStratification } from '../rows/post-stratification.ts';
import { rowDesign, simpleRandomDesign, type RowDesign } from '../rows/row-design.ts';
import { trimmed, type TrimmedWeights } from '../rows/trimming.ts';
import { rowClusters } from './row-clusters.ts';
import { rowSection, type RowSectionInput } from './row-section.ts';
import { stratumCounts } from './sample.ts';
import type { SurveyData, SurveyPlan, SurveyVariant } from './survey-data.ts';
import { rowWeights, weightFigures } from './weights.ts';

type Stratified = Pick<SurveyPlan['design'], 'fpc' | 'lonely'> & {
  readonly cluster?: readonly string[] | null | undefined;
};

/** Section `variants`: the same means under other designs (METHODS §5). */
export function variantsSection(data: SurveyData, variants: SurveyPlan['variants'], rows: RowSectionInput) {
  return Object.fromEntries(variants.map((variant) => [variant.id, variantFigures(data, variant, rows)]));
}

function variantFigures(data: SurveyData, variant: SurveyVariant, rows: RowSectionInput) {
  if (variant.kind === 'poststratified') return rowSection(poststratified(data), rows);
  const factor = variant.trim_upper_mean_factor;
  if (factor === undefined) return rowSection(stratified(data, variant), rows);
  const cut = trimmed(rowWeights(data), factor);
  return { ...rowSection(stratified(data, variant, cut.weights), rows), weights: trimmedFigures(cut) };
}

/** Strata of the plan, PSUs and finite population correction as the variant says; weights are N_h/n_h unless given. */
export function stratified(
  data: SurveyData,
  { fpc, lonely, cluster }: Stratified,
  weights = rowWeights(data)
): RowDesign {
  return rowDesign({
    weights,
    stratum: data.stratum,
    cluster: cluster ? rowClusters(data, cluster) : null,
    populations: fpc ? data.strata.map(({ population }) => population) : null,
    lonely
  });
}

/** A simple random sample, all weights T/n, rescaled to N_h in each observed stratum. */
function poststratified(data: SurveyData): RowDesign {
  const counts = stratumCounts(data);
  const totals = data.strata.map(({ population }, h) => (counts[h] ? population : 0));
  const covered = totals.reduce((sum, total) => sum + total, 0);
  const starting = new Float64Array(data.n).fill(covered / data.n);
  const calibration = postStratification({ starting, cell: data.stratum, totals });
  return simpleRandomDesign(starting, calibration);
}

function trimmedFigures({ weights, cap, nAtCap }: TrimmedWeights) {
  const { sum, min, max, kish_deff } = weightFigures({ weights, counts: null });
  return { cap, n_at_cap: nAtCap, sum, min, max, kish_deff };
}
