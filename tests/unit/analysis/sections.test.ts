import { describe, expect, it } from 'vitest';
import { allocationSection } from '../../../src/lib/domain/analysis/allocation.ts';
import { comparisonSection, periodOf, type WeightedMeans } from '../../../src/lib/domain/analysis/comparison.ts';
import { integritySection } from '../../../src/lib/domain/analysis/integrity.ts';
import { rankingSection } from '../../../src/lib/domain/analysis/ranking.ts';
import { reliabilitySection } from '../../../src/lib/domain/analysis/reliability.ts';
import { reliabilityResult } from '../../../src/lib/domain/analysis/reliability-result.ts';
import { sampleSizeSection } from '../../../src/lib/domain/analysis/sample-size.ts';
import { unweightedSection } from '../../../src/lib/domain/analysis/unweighted.ts';
import { aSurvey } from './a-survey.ts';

const SECTIONS = [
  unweightedSection,
  sampleSizeSection,
  allocationSection,
  rankingSection,
  reliabilitySection,
  integritySection
];

describe('a survey', () => {
  it.each([0, 1, 2, 5])('of %d responses has figures or nulls, and no NaN', (n) => {
    for (const section of SECTIONS) expect(notFinite(section(aSurvey({ seed: n + 1, n })))).toEqual([]);
  });

  it('in which everybody skips has nulls', () => {
    const survey = aSurvey({ seed: 3, n: 6 });
    const items = Object.fromEntries(Object.keys(survey.data.items).map((id) => [id, new Int8Array(6).fill(-1)]));
    const silent = { ...survey, data: { ...survey.data, items } };
    for (const section of SECTIONS) expect(notFinite(section(silent))).toEqual([]);
    expect(unweightedSection(silent).items['q1']).toMatchObject({ n_valid: 0, n_skipped: 6, mean: null, df: null });
    expect(rankingSection(silent)).toMatchObject({ n_units: 0, units: {} });
    expect(integritySection(silent)).toMatchObject({ n_eligible: 0, funnel: { phi: null, units: {} } });
  });

  it('whose times are purged keeps the figures that need none', () => {
    const survey = aSurvey({ seed: 3, n: 20 });
    const none = new Float64Array(20).fill(NaN);
    const purged = integritySection({ ...survey, data: { ...survey.data, submittedAt: none, durationS: none } });
    expect(purged.bursts).toEqual({ n_counter_days_tested: null, flagged: null });
    expect(purged.speeders).toMatchObject({ median_duration_s: null, count: null });
    expect(purged.n_eligible).toBe(integritySection(survey).n_eligible);
  });
});

it('a period compared with itself has not changed', () => {
  const survey = aSurvey({ seed: 8, n: 40 });
  const figure = { estimate: 4, se: 0.1, df: 30 };
  const weighted: WeightedMeans = {
    overall: figure,
    areas: { A: figure, B: figure },
    units: { U1: figure, U2: figure }
  };
  const period = periodOf({ ...survey, weighted });
  const found = comparisonSection({ current: period, baseline: period, ...survey });
  expect(found.units_compared).toEqual(['U1', 'U2', 'U3']);
  expect(found.overall.design).toMatchObject({ difference: 0, t: 0, p: 1 });
  expect(found.units['U1']?.welch).toMatchObject({ difference: 0, p: 1, p_holm: 1, p_bh: 1 });
  // No weighted estimate of this unit was given.
  expect(found.units['U3']?.design).toMatchObject({ difference: null, p_holm: null });
});

it('the result of `reliability` turns reversed items over for the scale, not for the items', () => {
  const columns = { a: Float64Array.of(1, 2, 4, 5), b: Float64Array.of(5, 4, 2, 1), c: Float64Array.of(1, 3, NaN, 5) };
  const spec = {
    confidence: 0.95,
    scale: { min: 1, max: 5, satisfied: [4, 5] },
    scales: [{ id: 's', items: ['a', 'b', 'c'], reversed: ['b'] }],
    items: ['b', 'c']
  };
  const { scales, items } = reliabilityResult(columns, spec);
  expect(scales['s']?.complete).toMatchObject({ n: 3, k: 3 });
  expect(scales['s']?.pairwise).toMatchObject({ n: 4, k: 3 });
  // Rows 1, 2 and 4: (1, 1, 1), (2, 2, 3), (5, 5, 5).
  expect(scales['s']?.mean_score.mean).toBeCloseTo((1 + 7 / 3 + 5) / 3, 14);
  expect(items['b']).toMatchObject({ n_valid: 4, n_missing: 0, mean: 3, satisfied: { count: 2, share: 0.5 } });
  expect(items['c']).toMatchObject({ n_valid: 3, n_missing: 1 });
});

/** The paths of numbers that JSON cannot write. */
function notFinite(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (value === null || typeof value !== 'object') return value === undefined ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}.${key}`));
}
