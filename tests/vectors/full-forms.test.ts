import { expect, it } from 'vitest';
import type { EstimateDesign } from '../../src/lib/domain/estimate/design.ts';
import type { DomainEstimate } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import type { CriteriaSet } from '../../src/lib/domain/par/criteria-set.ts';
import { composite, points } from '../../src/lib/domain/par/points.ts';
import { Agreement, at } from './agree.ts';
import { criteriaOf } from './criteria.ts';
import { cellsOf, readSurvey } from './survey-files.ts';

it.each(['s1', 's3'])('agrees with R on areas, shares, composite and points of the full forms of %s', (folder) => {
  const survey = readSurvey(new URL(`./${folder}/`, import.meta.url));
  const criteriaSet = criteriaOf(survey);
  const design: EstimateDesign = {
    areas: survey.questionnaire.areas,
    booklets: {},
    populations: survey.populations,
    confidence: survey.plan.confidence,
    fpc: survey.plan.design.fpc,
    lonely: survey.plan.design.lonely
  };
  const cells = cellsOf(survey, survey.rows);
  const agreement = new Agreement();
  const weighted = at(survey.expected, 'weighted');
  const whole = estimate(cells, design);
  const compareDomain = (path: string, domain: DomainEstimate, expected: Readonly<Record<string, unknown>>) => {
    const { df, composite: index } = expected;
    agreement.compare(path, asResult(domain, criteriaSet), { df, composite: index });
    for (const [area, { mean, pooled_share }] of Object.entries(areasOf(expected))) {
      const ours = domain.areas[area];
      const { n, mean: value, se, df: areaDf, ci } = mean;
      agreement.compare(
        `${path}.${area}.mean`,
        { ...ours, n: ours?.nValid, mean: ours?.estimate },
        { n, mean: value, se, df: areaDf, ci }
      );
      const { n: shareN, share, se: shareSe, df: shareDf, ci: shareCi } = pooled_share;
      agreement.compare(
        `${path}.${area}.pooled`,
        { ...ours?.satisfied, share: ours?.satisfied.estimate },
        { n: shareN, share, se: shareSe, df: shareDf, ci: shareCi }
      );
    }
  };
  compareDomain('weighted', whole, weighted);
  agreement.compare('weighted', asResult(whole, criteriaSet), { points: weighted['points'] });
  agreement.compare('covariance', asResult(whole, criteriaSet)['covariance'], weighted['covariance']);
  for (const [item, ours] of Object.entries(whole.items)) {
    const { n, mean, se, df, ci } = at(weighted, 'items', item, 'mean');
    const { share, se: shareSe, ci_wald } = at(weighted, 'items', item, 'satisfied');
    agreement.compare(`items.${item}`, ours, { n, mean, se, df, ci, satisfied: { share, se: shareSe, ci: ci_wald } });
  }
  for (const [index, variable] of ['unit', 'respondent_type'].entries()) {
    for (const value of Object.keys(at(weighted, 'domains', variable))) {
      const domain = estimate(
        cells.filter(({ stratum }) => stratum.split('|')[index] === value),
        design
      );
      const expected = at(weighted, 'domains', variable, value);
      const path = `${variable}.${value}`;
      compareDomain(path, domain, expected);
      const totals = Object.fromEntries(
        Object.entries(asPoints(domain, criteriaSet)).map(([rule, { total }]) => [rule, total])
      );
      agreement.compare(`${path}.points`, totals, expected['points']);
      const { n, share, se, df, ci_wald, ci_wilson, n_eff } = at(expected, 'key_item');
      const ours = domain.keyItem.satisfied;
      const wilson = ours.nEff === null ? null : ours.ciWilson;
      const keyItem = { ...ours, ci_wald: ours.ciWald, ci_wilson: wilson, n_eff: ours.nEff };
      agreement.compare(`${path}.key_item`, keyItem, { n, share, se, df, ci_wald, ci_wilson, n_eff });
    }
  }
  console.log(`full forms ${folder}: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
  expect(agreement.differing).toEqual([]);
  expect(agreement.agreed).toBeGreaterThan(folder === 's1' ? 700 : 1800);
});

function areasOf(expected: Readonly<Record<string, unknown>>) {
  const areas = at(expected, 'areas');
  return Object.fromEntries(
    Object.keys(areas).map((id) => [id, { mean: at(areas, id, 'mean'), pooled_share: at(areas, id, 'pooled_share') }])
  );
}

function asPoints(domain: DomainEstimate, set: CriteriaSet) {
  const pointsOf = (rule: 'mean_rescaled' | 'share' | 'mean_over_max') => {
    const result = points(domain, set, rule, domain.confidence);
    return { areas: result.areas, total: { ...result.total, max_points: result.total.maxPoints } };
  };
  return { linear: pointsOf('mean_rescaled'), share: pointsOf('share'), mean_over_max: pointsOf('mean_over_max') };
}

function asResult(domain: DomainEstimate, set: CriteriaSet): Readonly<Record<string, unknown>> {
  const { rating, satisfied } = domain.covariance;
  return {
    df: domain.df,
    composite: composite(domain, set),
    points: asPoints(domain, set),
    covariance: { area_means: rating, area_pooled_shares: satisfied }
  };
}
