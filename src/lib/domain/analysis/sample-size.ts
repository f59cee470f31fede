import { infiniteSampleSize, marginAchieved, sampleSize, yamane, type PrecisionGoal } from '../sampling/sample-size.ts';
import { byUnit, countByGroup } from './scores.ts';
import type { SurveyData, SurveyPlan } from './survey-data.ts';

/** The section `sample_size` of `survey-result/1` (METHODS §6): every unit of the population file. */
export function sampleSizeSection(of: {
  readonly data: SurveyData;
  readonly plan: Pick<SurveyPlan, 'confidence' | 'sample_size'>;
}) {
  const { data, plan } = of;
  const { margin, p, deff, response_rate } = plan.sample_size;
  const goal: PrecisionGoal = { margin, p, deff, responseRate: response_rate, confidence: plan.confidence };
  const observed = countByGroup(byUnit(data));
  const populations = unitPopulations(data);
  const units = data.units.map((unit, u) => {
    const population = populations.get(unit) ?? 0;
    const { n, nRequired, nToIssue } = sampleSize(population, goal);
    const block = {
      population,
      n,
      n_required: nRequired,
      n_to_issue: nToIssue,
      n_yamane: yamane(population, margin),
      n_observed: observed[u] ?? 0,
      margin_achieved: marginAchieved({ n: observed[u] ?? 0, population }, goal)
    };
    return [unit, block] as const;
  });
  return { n0: infiniteSampleSize(goal), units: Object.fromEntries(units) };
}

/** ΣN over the strata of a unit. */
function unitPopulations({ strata }: SurveyData): ReadonlyMap<string, number> {
  const populations = new Map<string, number>();
  for (const { unit, population } of strata) populations.set(unit, (populations.get(unit) ?? 0) + population);
  return populations;
}
