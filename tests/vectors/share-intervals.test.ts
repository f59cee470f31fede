import { describe, expect, it } from 'vitest';
import { countByGroup } from '../../src/lib/domain/analysis/scores.ts';
import { designShareIntervals } from '../../src/lib/domain/estimate/share-intervals.ts';
import { kish, stratumWeightSums } from '../../src/lib/domain/statistics/kish.ts';
import { Agreement, at, isRecord } from './agree.ts';
import { SURVEYS, surveyColumns } from './survey-columns.ts';

describe.each(SURVEYS)('$id', ({ id, folder }) => {
  const { data, plan, expected } = surveyColumns(folder);

  it('agrees with R on the intervals of every design-based share, from its se, df and n', () => {
    const agreement = new Agreement();
    for (const [path, share] of sharesOf(at(expected, 'weighted'), 'weighted')) {
      const { share: value, se, df, n } = share;
      const of = { share: numberOrNull(value), se: numberOrNull(se), df: numberOrNull(df), n: Number(n) };
      const { ciWald, ciLogit, ciBeta, ciWilson, nEff } = designShareIntervals(of, plan.confidence);
      const ours = { ci_wald: ciWald, ci_logit: ciLogit, ci_beta: ciBeta, ci_wilson: ciWilson, n_eff: nEff };
      const { ci_wald, ci_logit, ci_beta, ci_wilson, n_eff } = share;
      agreement.compare(path, ours, { ci_wald, ci_logit, ci_beta, ci_wilson, n_eff });
    }
    console.log(`${id} share intervals: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
    expect(agreement.differing).toEqual([]);
    expect(agreement.agreed).toBeGreaterThan(200);
  });

  it('agrees with R on the effective size of the weights', () => {
    const rows = countByGroup({ of: data.stratum, count: data.strata.length });
    const strata = data.strata.flatMap((stratum, h) => {
      const n = rows[h] ?? 0;
      return n === 0 ? [] : [{ ...stratum, n, weight: stratum.population / n }];
    });
    const agreement = new Agreement();
    const weights = at(expected, 'weights');
    const compare = (path: string, of: typeof strata, of_expected: Readonly<Record<string, unknown>>) => {
      const sums = stratumWeightSums(of);
      const { deff, nEff } = kish(sums);
      const { n, sum, kish_deff, kish_n_eff } = of_expected;
      agreement.compare(
        path,
        { n: sums.n, sum: sums.sum, kish_deff: deff, kish_n_eff: nEff },
        { n, sum, kish_deff, kish_n_eff }
      );
    };
    compare('weights', strata, weights);
    for (const type of Object.keys(at(weights, 'by_respondent_type'))) {
      const some = strata.filter(({ respondentType }) => respondentType === type);
      compare(type, some, at(weights, 'by_respondent_type', type));
    }
    for (const unit of Object.keys(at(weights, 'by_unit'))) {
      compare(
        unit,
        strata.filter((stratum) => stratum.unit === unit),
        at(weights, 'by_unit', unit)
      );
    }
    console.log(`${id} Kish: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
    expect(agreement.differing).toEqual([]);
  });
});

/** Every block that has a logit interval. */
function sharesOf(value: unknown, path: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (!isRecord(value)) return [];
  if ('ci_logit' in value) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => sharesOf(inner, `${path}.${key}`));
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
