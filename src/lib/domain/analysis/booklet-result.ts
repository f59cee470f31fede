import type { EstimateDesign } from '../estimate/design.ts';
import type { DomainEstimate } from '../estimate/domain-estimate.ts';
import { estimate } from '../estimate/estimate.ts';
import type { CriteriaSet } from '../par/criteria-set.ts';
import { composite } from '../par/points.ts';
import { criteriaOf, pointsByRule, pointsWithAreas, satisfiedFigure } from './figures.ts';
import { sampleSection } from './sample.ts';
import { surveyCells } from './survey-cells.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';
import { estimateDesign } from './weighted.ts';
import { weightsSection } from './weights.ts';

export interface BookletInput {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire & { readonly booklets?: EstimateDesign['booklets'] | undefined };
  readonly plan: Pick<SurveyPlan, 'confidence' | 'design'>;
}

/** What is computed of a booklet round, from the cells that the application keeps: `survey-booklet-result/1`. */
export function bookletResult({ data, questionnaire, plan }: BookletInput) {
  const design = estimateDesign(data, questionnaire, plan);
  const cells = surveyCells(data, questionnaire, plan.design.cluster);
  const criteria = criteriaOf(questionnaire);
  const whole = estimate(cells, design);
  const { rating, satisfied } = whole.covariance;
  const by = (index: number, names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const own = cells.filter(({ stratum }) => stratum.split('|')[index] === name);
        return own.length === 0 ? [] : [[name, domainFigures(estimate(own, design), criteria)]];
      })
    );
  const modes = [...new Set(data.strata.flatMap(({ filingMode }) => filingMode ?? []))];
  return {
    schema: 'survey-booklet-result/1',
    sample: sampleSection(data),
    weights: weightsSection(data),
    all: {
      ...domainFigures(whole, criteria),
      covariance: { area_means: rating, area_satisfied: satisfied }
    },
    by: { respondent_type: by(1, data.respondentTypes), filing_mode: by(2, modes), unit: by(0, data.units) }
  };
}

function domainFigures(domain: DomainEstimate, criteria: CriteriaSet) {
  const { n, df, nStrata, population, familyShares, keyItem, confidence } = domain;
  return {
    n,
    df,
    n_strata: nStrata,
    population,
    family_shares: familyShares,
    areas: areaFigures(domain),
    composite: composite(domain, criteria),
    points: pointsByRule(domain, criteria, pointsWithAreas),
    items: itemFigures(domain),
    key_item: { mean: keyItem.mean, satisfied: satisfiedFigure(keyItem.satisfied, confidence) }
  };
}

function areaFigures({ areas }: DomainEstimate) {
  return Object.fromEntries(
    Object.entries(areas).map(([id, area]) => [
      id,
      {
        estimate: area.estimate,
        se: area.se,
        df: area.df,
        ci: area.ci,
        n_valid: area.nValid,
        items_without_answers: area.itemsWithoutAnswers,
        families_without_answers: area.familiesWithoutAnswers,
        satisfied: { estimate: area.satisfied.estimate, se: area.satisfied.se, ci: area.satisfied.ci }
      }
    ])
  );
}

function itemFigures({ items }: DomainEstimate) {
  return Object.fromEntries(
    Object.entries(items).map(([id, { n, mean, se, df, ci, satisfied: share }]) => {
      const satisfied = { share: share.share, se: share.se, ci: share.ci };
      return [id, { n, mean, se, df, ci, satisfied }];
    })
  );
}
