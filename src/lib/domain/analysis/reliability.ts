import { feldtInterval, omegaOfThree, reliability } from '../reliability/alpha.ts';
import { completeCovariance, pairwiseCovariance, type ItemCovariance } from '../reliability/covariance.ts';
import { allItems, itemColumn } from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The section `reliability` of `survey-result/1` (METHODS §9): complete cases of each area and of all items. */
export function reliabilitySection(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'confidence'>;
}) {
  const { data, questionnaire, plan } = of;
  const blockOf = (items: readonly string[]) => {
    const columns = items.map((item) => itemColumn(data, item));
    return completeBlock(items, { columns, lowest: questionnaire.scale.min }, plan.confidence);
  };
  return {
    areas: Object.fromEntries(questionnaire.areas.map(({ id, items }) => [id, blockOf(items)])),
    all_items: blockOf(allItems(questionnaire))
  };
}

/** A scale on its complete cases; `omega_3item` is there for three items. */
export function completeBlock(
  items: readonly string[],
  scale: Parameters<typeof completeCovariance>[0],
  confidence: number
) {
  const covariance = completeCovariance(scale);
  const ci_feldt = feldtInterval(reliability(covariance), confidence);
  const omega = items.length === 3 ? { omega_3item: omegaOfThree(covariance) } : {};
  return { ...reliabilityBlock(items, covariance), ci_feldt, ...omega };
}

/** A scale on pairwise covariances: no sampling theory, so neither Feldt nor ω. */
export function pairwiseBlock(items: readonly string[], scale: Parameters<typeof pairwiseCovariance>[0]) {
  return reliabilityBlock(items, pairwiseCovariance(scale));
}

function reliabilityBlock(items: readonly string[], covariance: ItemCovariance) {
  const { n, k, alpha, alphaStandardized, averageR, itemRest, alphaIfDropped } = reliability(covariance);
  const byItem = (values: readonly (number | null)[]) =>
    Object.fromEntries(items.map((item, i) => [item, values[i] ?? null]));
  return {
    n,
    k,
    alpha,
    alpha_standardized: alphaStandardized,
    average_r: averageR,
    item_rest: byItem(itemRest),
    alpha_if_dropped: byItem(alphaIfDropped)
  };
}
