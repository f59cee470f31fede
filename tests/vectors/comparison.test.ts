import { expect, it } from 'vitest';
import { comparisonSection, periodOf, type Period } from '../../src/lib/domain/analysis/comparison.ts';
import { overallScores, scores } from '../../src/lib/domain/analysis/scores.ts';
import type { SurveyData } from '../../src/lib/domain/analysis/survey-data.ts';
import { Agreement, at } from './agree.ts';
import { stratifiedMean } from './stratified-mean.ts';
import { dataOf, surveyColumns } from './survey-columns.ts';

it('agrees with R on the comparison of two periods of s3', () => {
  const folder = new URL('./s3/', import.meta.url);
  const { data, questionnaire, plan, expected } = surveyColumns(folder);
  const period = (rows: SurveyData): Period => {
    const overall = overallScores(rows, questionnaire);
    const mean = (values: Float64Array, inDomain?: (row: number) => boolean) =>
      stratifiedMean(rows, plan, values, inDomain);
    const areas = questionnaire.areas.map(
      ({ id, items }) => [id, mean(scores(rows, items, questionnaire.min_items_area))] as const
    );
    const units = rows.units.map((unit, u) => [unit, mean(overall, (row) => rows.unit[row] === u)] as const);
    const weighted = { overall: mean(overall), areas: Object.fromEntries(areas), units: Object.fromEntries(units) };
    return periodOf({ data: rows, questionnaire, weighted });
  };
  const baseline = period(dataOf(folder, questionnaire, 'baseline_'));
  const section = comparisonSection({ current: period(data), baseline, questionnaire, plan });
  const agreement = new Agreement();
  agreement.compare('comparison', section, at(expected, 'comparison'));
  console.log(`s3 comparison: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
  expect(agreement.differing).toEqual([]);
  expect(agreement.agreed).toBeGreaterThan(700);
});
