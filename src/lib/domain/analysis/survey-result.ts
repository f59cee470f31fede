import type { EstimateDesign } from '../estimate/design.ts';
import { rakingSection, type MarginShares } from './raking.ts';
import { rowScores } from './row-scores.ts';
import { sampleSection } from './sample.ts';
import { surveyCells } from './survey-cells.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';
import { variantsSection } from './variants.ts';
import { estimateDesign, weightedSection } from './weighted.ts';
import { weightsSection } from './weights.ts';

export interface SurveyInput {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: SurveyPlan;
  readonly margins: MarginShares;
  readonly baseline: SurveyData | null;
}

/** Everything that is computed of a survey of full forms: `survey-result/1` (SCHEMA.md). */
export function surveyResult({ data, questionnaire, plan, margins }: SurveyInput) {
  const design: EstimateDesign = estimateDesign(data, questionnaire, plan);
  const cells = surveyCells(data, questionnaire, plan.design.cluster);
  const scores = rowScores(data, questionnaire);
  return {
    schema: 'survey-result/1',
    sample: sampleSection(data),
    weights: weightsSection(data),
    weighted: weightedSection(data, questionnaire, { cells, design }),
    variants: variantsSection(data, scores, plan),
    raking: rakingSection(data, scores, { plan, margins })
  };
}
