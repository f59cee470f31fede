import { byCodePoint } from './order.ts';
import type { SurveyData, SurveyStratum } from './survey-data.ts';

/** n_h by stratum: all responses of it, whatever their missingness (METHODS §3). */
export function stratumCounts({ strata, stratum }: Pick<SurveyData, 'strata' | 'stratum'>): Int32Array {
  const counts = new Int32Array(strata.length);
  for (const h of stratum) counts[h] = (counts[h] ?? 0) + 1;
  return counts;
}

/** Section `sample`: what of the population the responses cover. Empty strata are reported, never imputed (METHODS §3). */
export function sampleSection(data: SurveyData) {
  const { n, units, strata } = data;
  const counts = stratumCounts(data);
  const responses = (unit: string) =>
    strata.reduce((sum, own, h) => sum + (own.unit === unit ? (counts[h] ?? 0) : 0), 0);
  const emptyUnits = units.filter((unit) => responses(unit) === 0);
  const ids = (isOne: (n: number, stratum: SurveyStratum) => boolean) =>
    strata.flatMap((own, h) => (isOne(counts[h] ?? 0, own) ? [own.id] : [])).sort(byCodePoint);
  const sum = (of: readonly SurveyStratum[]) => of.reduce((total, { population }) => total + population, 0);
  const observed = strata.filter((_, h) => (counts[h] ?? 0) > 0);
  return {
    n_responses: n,
    n_units_population: units.length,
    n_units_observed: units.length - emptyUnits.length,
    n_strata_population: strata.length,
    n_strata_observed: observed.length,
    population_total: sum(strata),
    population_covered: sum(observed),
    coverage: sum(strata) > 0 ? sum(observed) / sum(strata) : null,
    lonely_strata: ids((count) => count === 1),
    empty_strata: ids((count) => count === 0),
    empty_units: emptyUnits.sort(byCodePoint),
    census_strata: ids((count, { population }) => count > 0 && count === population)
  };
}
