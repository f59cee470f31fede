import { expect, it } from 'vitest';
import type { DomainEstimate } from '../../src/lib/domain/estimate/domain-estimate.ts';
import type { EstimateDesign } from '../../src/lib/domain/estimate/design.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import type { CriteriaSet } from '../../src/lib/domain/par/criteria-set.ts';
import { composite, points } from '../../src/lib/domain/par/points.ts';
import { Agreement, at, isRecord, without } from './agree.ts';
import { criteriaOf } from './criteria.ts';
import { cellsOf, readSurvey } from './survey-files.ts';

const survey = readSurvey(new URL('./s7/', import.meta.url));
const criteriaSet = criteriaOf(survey);
const design: EstimateDesign = {
  areas: survey.questionnaire.areas,
  booklets: survey.questionnaire.booklets,
  populations: survey.populations,
  confidence: survey.plan.confidence,
  fpc: survey.plan.design.fpc,
  lonely: survey.plan.design.lonely
};

it('agrees with R on every figure of every domain of 3,040 booklets', () => {
  const cells = cellsOf(survey, survey.rows);
  const agreement = new Agreement();
  let notOurs = 0;
  const check = (path: string, mine: typeof cells, expected: Readonly<Record<string, unknown>>) => {
    const [ours, left] = comparable(expected);
    notOurs += left;
    agreement.compare(path, asBookletResult(estimate(mine, design), criteriaSet), ours);
  };
  check('all', cells, at(survey.expected, 'all'));
  const part = { unit: 0, respondent_type: 1, filing_mode: 2 };
  for (const [variable, index] of Object.entries(part)) {
    for (const [value, expected] of Object.entries(at(survey.expected, 'by', variable))) {
      const mine = cells.filter(({ stratum }) => stratum.split('|')[index] === value);
      check(`by.${variable}.${value}`, mine, at({ expected }, 'expected'));
    }
  }
  console.log(
    `booklets: ${agreement.agreed} figures agree, ${agreement.differing.length} differ; ${notOurs} of R not compared`
  );
  expect(agreement.differing).toEqual([]);
  expect(agreement.agreed).toBeGreaterThan(20_000);
});

/** Without the logit and beta intervals, which the application does not show; and how many figures these are. */
function comparable(expected: Readonly<Record<string, unknown>>): [Record<string, unknown>, number] {
  const keyItem = at(expected, 'key_item');
  const satisfied = at(keyItem, 'satisfied');
  const left = leaves(satisfied['ci_logit']) + leaves(satisfied['ci_beta']);
  const kept = { ...keyItem, satisfied: without(satisfied, 'ci_logit', 'ci_beta') };
  return [{ ...expected, key_item: kept }, left];
}

function leaves(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isRecord(value) ? Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0) : 1;
}

/** A domain in the words of `survey-booklet-result/1`. */
function asBookletResult(domain: DomainEstimate, set: CriteriaSet): Record<string, unknown> {
  const areas = Object.entries(domain.areas).map(([id, area]) => [
    id,
    {
      ...area,
      n_valid: area.nValid,
      items_without_answers: area.itemsWithoutAnswers,
      families_without_answers: area.familiesWithoutAnswers
    }
  ]);
  const { satisfied, mean } = domain.keyItem;
  const pointsOf = (rule: 'mean_rescaled' | 'share' | 'mean_over_max') => {
    const result = points(domain, set, rule, domain.confidence);
    return { areas: result.areas, total: { ...result.total, max_points: result.total.maxPoints } };
  };
  return {
    n: domain.n,
    df: domain.df,
    n_strata: domain.nStrata,
    population: domain.population,
    family_shares: domain.familyShares,
    areas: Object.fromEntries(areas),
    composite: composite(domain, set),
    points: { linear: pointsOf('mean_rescaled'), share: pointsOf('share'), mean_over_max: pointsOf('mean_over_max') },
    items: domain.items,
    key_item: {
      mean,
      satisfied: {
        ...satisfied,
        ci_wald: satisfied.ciWald,
        // Where no effective n exists ours is the unweighted interval, and R has none.
        ci_wilson: satisfied.nEff === null ? null : satisfied.ciWilson,
        n_eff: satisfied.nEff
      }
    },
    covariance: { area_means: domain.covariance.rating, area_satisfied: domain.covariance.satisfied }
  };
}
