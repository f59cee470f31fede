import { basename } from 'node:path';
import { stratumCounts } from '../../domain/analysis/sample.ts';
import type { SurveyData, SurveyPlan } from '../../domain/analysis/survey-data.ts';
import { stratified } from '../../domain/analysis/variants.ts';
import { lonelyStrata } from '../../domain/rows/row-design.ts';
import { InputFaults, shown } from './input-fault.ts';
import type { PopulationFile } from './population-file.ts';

interface Checked {
  readonly plan: Pick<SurveyPlan, 'design'> & Partial<Pick<SurveyPlan, 'variants'>>;
  readonly files: { readonly responses: string; readonly population: string };
  readonly population: PopulationFile;
}

/** What rows and plan must have in common: throws an `InputFault` (METHODS §0, §4). */
export function checkSurvey(data: SurveyData, { plan, files, population }: Checked): void {
  if (data.n === 0) new InputFaults(basename(files.responses)).fail('has no responses');
  const designs = [plan.design, ...(plan.variants ?? []).filter((variant) => variant.kind === 'stratified')];
  const counts = stratumCounts(data);
  const faults = new InputFaults(basename(files.population));
  for (const [h, { id, population: size }] of data.strata.entries()) {
    const n = counts[h] ?? 0;
    const place = { row: population.rowOf.get(id), column: 'N' };
    if (n > 0 && size <= 0) faults.add(`stratum ${shown(id)} has responses and N = 0`, place);
    else if (n > size && designs.some(({ fpc }) => fpc)) {
      faults.add(`stratum ${shown(id)} has ${n} responses, more than its N = ${size} (the plan has fpc)`, place);
    }
  }
  faults.throwIfAny();
  for (const design of designs) {
    if (design.lonely !== 'fail') continue;
    const lonely = lonelyStrata(stratified(data, { ...design, lonely: 'adjust' }));
    for (const h of lonely) {
      faults.add(`stratum ${shown(data.strata[h]?.id ?? '')} has one PSU, and the plan says lonely "fail"`, {
        row: population.rowOf.get(data.strata[h]?.id ?? '')
      });
    }
  }
  faults.throwIfAny();
}
