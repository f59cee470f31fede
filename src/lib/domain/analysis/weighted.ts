import type { Cell, EstimateDesign } from '../estimate/design.ts';
import type { DomainEstimate } from '../estimate/domain-estimate.ts';
import { estimate } from '../estimate/estimate.ts';
import { overallEstimate } from '../estimate/overall-estimate.ts';
import { sampleOf } from '../estimate/strata.ts';
import { NO_FIGURE } from '../rows/row-estimate.ts';
import type { CriteriaSet } from '../par/criteria-set.ts';
import { composite } from '../par/points.ts';
import type { WeightedMeans } from './comparison.ts';
import {
  criteriaOf,
  meanFigure,
  meanWithEffect,
  pointsByRule,
  pointsWithAreas,
  satisfiedFigure,
  shareFigure,
  totalPoints
} from './figures.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The design of an analysis as the estimator takes it: the populations of the strata that have responses or not. */
export function estimateDesign(
  data: Pick<SurveyData, 'strata'>,
  questionnaire: SurveyQuestionnaire & { readonly booklets?: EstimateDesign['booklets'] | undefined },
  { confidence, design }: Pick<SurveyPlan, 'confidence' | 'design'>
): EstimateDesign {
  return {
    areas: questionnaire.areas,
    booklets: questionnaire.booklets ?? {},
    populations: new Map(data.strata.map(({ id, population }) => [id, population])),
    confidence,
    fpc: design.fpc,
    lonely: design.lonely
  };
}

/** What two periods are compared by (METHODS §7): `overall`, also by unit, and the areas. */
export function weightedMeans(cells: readonly Cell[], design: EstimateDesign): WeightedMeans {
  const whole = estimate(cells, design, { withItems: false });
  const unitOf = ({ stratum }: Cell) => stratum.split('|')[0] ?? '';
  const byUnit = Map.groupBy(cells, unitOf);
  return {
    overall: whole.overall ?? NO_FIGURE,
    areas: whole.areas,
    units: Object.fromEntries(
      [...byUnit].map(([unit, own]) => [unit, overallEstimate(sampleOf(own, design), design) ?? NO_FIGURE])
    )
  };
}

/** Section `weighted`: the design-based estimates of the whole and of its domains (METHODS §4, §10), from the cells. */
export function weightedSection(
  data: SurveyData,
  questionnaire: SurveyQuestionnaire,
  { cells, design }: { readonly cells: readonly Cell[]; readonly design: EstimateDesign }
) {
  const criteria = criteriaOf(questionnaire);
  const whole = estimate(cells, design);
  const { rating, satisfied } = whole.covariance;
  const domains = (index: number, names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const own = cells.filter(({ stratum }) => stratum.split('|')[index] === name);
        return own.length === 0
          ? []
          : [[name, domainFigures(estimate(own, design, { withItems: false }), questionnaire, criteria)]];
      })
    );
  return {
    df: whole.df,
    n_psu: whole.nPsu,
    n_strata: whole.nStrata,
    items: itemFigures(whole),
    areas: areaFigures(whole, meanWithEffect),
    overall: whole.overall && {
      mean: meanWithEffect(whole.overall.n, whole.overall),
      pooled_share: shareFigure(whole.overall.satisfied)
    },
    covariance: { area_means: rating, area_pooled_shares: satisfied },
    composite: composite(whole, criteria),
    points: pointsByRule(whole, criteria, pointsWithAreas),
    domains: { respondent_type: domains(1, data.respondentTypes), unit: domains(0, data.units) }
  };
}

function itemFigures({ items, confidence }: DomainEstimate) {
  return Object.fromEntries(
    Object.entries(items).map(([id, item]) => {
      const { n, df } = item;
      const { share, se } = item.satisfied;
      const mean = meanWithEffect(n, { ...item, estimate: item.mean });
      return [id, { mean, satisfied: satisfiedFigure({ n, share, se, df }, confidence) }];
    })
  );
}

function areaFigures<T>({ areas }: DomainEstimate, mean: (n: number, area: DomainEstimate['areas'][string]) => T) {
  return Object.fromEntries(
    Object.entries(areas).map(([id, area]) => [
      id,
      { mean: mean(area.nValid, area), pooled_share: shareFigure(area.satisfied) }
    ])
  );
}

function domainFigures(domain: DomainEstimate, { key_item }: SurveyQuestionnaire, criteria: CriteriaSet) {
  const { n, df, overall, keyItem, confidence } = domain;
  return {
    n,
    df,
    areas: areaFigures(domain, meanFigure),
    overall: overall && meanFigure(overall.n, overall),
    key_item: { item: key_item, ...satisfiedFigure(keyItem.satisfied, confidence) },
    composite: composite(domain, criteria),
    points: pointsByRule(domain, criteria, totalPoints)
  };
}
