import { parseCriteriaSet, type CriteriaSet } from '../../src/lib/domain/par/criteria-set.ts';
import type { SurveyFiles } from './survey-files.ts';

/** The points and weights of an oracle questionnaire as a criteria set. */
export function criteriaOf({ questionnaire }: SurveyFiles): CriteriaSet {
  return parseCriteriaSet({
    schema: 'hailong-criteria-set/1',
    id: 'oracle',
    version: '1',
    title: { vi: 'Bộ kiểm' },
    status: 'example',
    source: 'oracle',
    maxPointsTotal: questionnaire.areas.reduce((sum, area) => sum + area.max_points, 0),
    rule: 'share',
    optionWeights: [0, 0.25, 0.5, 0.75, 1],
    steps: [{ minShare: 0, shareOfPoints: 1 }],
    criteria: questionnaire.areas.map(({ id, weight, max_points }) => ({ area: id, weight, maxPoints: max_points }))
  });
}
