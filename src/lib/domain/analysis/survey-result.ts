import { allocationSection } from './allocation.ts';
import { comparisonSection, periodOf, type Period } from './comparison.ts';
import { integritySection } from './integrity.ts';
import { rakingSection, type MarginShares } from './raking.ts';
import { rankingSection } from './ranking.ts';
import { reliabilitySection } from './reliability.ts';
import { sampleSizeSection } from './sample-size.ts';
import { sampleSection } from './sample.ts';
import { scoreColumns } from './score-column.ts';
import { surveyCells } from './survey-cells.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';
import { unweightedSection } from './unweighted.ts';
import { variantsSection } from './variants.ts';
import { estimateDesign, weightedMeans, weightedSection } from './weighted.ts';
import { weightsSection } from './weights.ts';

export interface SurveyInput {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: SurveyPlan;
}

/** Everything that is computed of a survey of full forms: `survey-result/1` (SCHEMA.md). */
export function surveyResult(
  input: SurveyInput,
  { margins, baseline }: { readonly margins: MarginShares; readonly baseline: Period | null }
) {
  const { data, questionnaire, plan } = input;
  const cells = surveyCells(data, questionnaire, plan.design.cluster);
  const design = estimateDesign(data, questionnaire, plan);
  const rows = { questionnaire, scores: scoreColumns(data, questionnaire), confidence: plan.confidence };
  const current = baseline && periodOf({ data, questionnaire, weighted: weightedMeans(cells, design) });
  return {
    schema: 'survey-result/1',
    sample: sampleSection(data),
    weights: weightsSection(data),
    unweighted: unweightedSection(input),
    weighted: weightedSection(data, questionnaire, { cells, design }),
    variants: variantsSection(data, plan.variants, rows),
    raking: rakingSection(data, { plan, margins }, rows),
    reliability: reliabilitySection(input),
    sample_size: sampleSizeSection(input),
    allocation: allocationSection(input),
    ranking: rankingSection(input),
    integrity: integritySection(input),
    ...(current && baseline ? { comparison: comparisonSection({ current, baseline, questionnaire, plan }) } : {})
  };
}

/** A period as it is compared; its rows are not needed any longer. */
export function surveyPeriod({ data, questionnaire, plan }: SurveyInput): Period {
  const cells = surveyCells(data, questionnaire, plan.design.cluster);
  return periodOf({ data, questionnaire, weighted: weightedMeans(cells, estimateDesign(data, questionnaire, plan)) });
}
