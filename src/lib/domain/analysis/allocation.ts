import { allocate } from '../sampling/allocation.ts';
import { groupAt, groupedMoments, sampleMoments, standardDeviation } from '../statistics/moments.ts';
import { overallScores } from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The section `allocation` of `survey-result/1` (METHODS §6): every stratum of the population file. */
export function allocationSection(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'allocation'>;
}) {
  const { strata } = of.data;
  const { n_total, min_per_stratum, power } = of.plan.allocation;
  const spreads = stratumSpreads(of.data, of.questionnaire);
  const by = (sizeOf: (population: number, h: number) => number) => {
    const { real, integer } = allocate(
      n_total,
      strata.map(({ population }, h) => ({
        size: sizeOf(population, h),
        lower: Math.min(min_per_stratum, population),
        upper: population
      }))
    );
    const named = (values: readonly number[]) => Object.fromEntries(strata.map(({ id }, h) => [id, values[h] ?? 0]));
    return { real: named(real), integer: named(integer) };
  };
  return {
    proportional: by((population) => population),
    power: by((population) => population ** power),
    neyman: by((population, h) => population * (spreads[h] ?? 0))
  };
}

/** S_h of `overall`; that of all respondents where a stratum has none or next to none. */
function stratumSpreads(data: SurveyData, questionnaire: SurveyQuestionnaire): readonly number[] {
  const overall = overallScores(data, questionnaire);
  const whole = standardDeviation(sampleMoments(overall)) ?? 0;
  const grouped = groupedMoments(overall, { of: data.stratum, count: data.strata.length });
  return data.strata.map((_, h) => {
    const spread = standardDeviation(groupAt(grouped, h));
    return spread === null || spread <= 1e-12 ? whole : spread;
  });
}
