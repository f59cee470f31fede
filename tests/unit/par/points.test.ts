import { describe, expect, it } from 'vitest';
import { estimate } from '../../../src/lib/domain/estimate/estimate.ts';
import { parseCriteriaSet, POINTS_RULES } from '../../../src/lib/domain/par/criteria-set.ts';
import { composite, points } from '../../../src/lib/domain/par/points.ts';
import { aCell, aDesign } from '../estimate/a-domain.ts';

const set = parseCriteriaSet({
  schema: 'hailong-criteria-set/1',
  id: 'two',
  version: '1',
  title: { vi: 'Hai lĩnh vực' },
  status: 'example',
  source: 'test',
  maxPointsTotal: 4,
  rule: 'share',
  optionWeights: [0, 0.25, 0.5, 0.75, 1],
  steps: [
    { minShare: 0.9, shareOfPoints: 1 },
    { minShare: 0.5, shareOfPoints: 0.5 },
    { minShare: 0, shareOfPoints: 0 }
  ],
  criteria: [
    { area: 'A', maxPoints: 3, weight: 0.75 },
    { area: 'B', maxPoints: 1, weight: 0.25 }
  ]
});
const booklets = { 'desk/end': [['A.1', 'B.1']] };
// A: 5, 4, 4, 3, 4 (mean 4, share 4/5); B: 4 five times
const rows = [5, 4, 4, 3, 4].map((value) => ({ 'A.1': value, 'B.1': 4 }));
const domain = estimate([aCell(rows)], aDesign({ booklets }));

describe('points of A (mean 4, share 0.8, of 3) and B (mean 4, share 1, of 1)', () => {
  it.each([
    ['share', 3 * 0.8, 1],
    ['mean_rescaled', (3 * 3) / 4, 3 / 4],
    ['mean_over_max', (3 * 4) / 5, 4 / 5],
    // v = 1, .75, .75, .5, .75: mean 0.75
    ['option_weights', 3 * 0.75, 0.75],
    ['steps', 1.5, 1]
  ] as const)('%s', (rule, a, b) => {
    const result = points(domain, set, rule, 0.95);
    expect(result.areas['A']?.points).toBeCloseTo(a, 14);
    expect(result.areas['B']?.points).toBeCloseTo(b, 14);
    expect(result.total.estimate).toBeCloseTo(a + b, 14);
    expect(result.total).toMatchObject({ maxPoints: 4, missingAreas: [], df: 4 });
  });

  it('an option weight of (x − 1)/4 gives the same spread as the rescaled mean', () => {
    const [one, other] = (['option_weights', 'mean_rescaled'] as const).map((rule) => points(domain, set, rule, 0.95));
    expect(one?.total.se).toBeGreaterThan(0);
    expect(one?.total.se).toBeCloseTo(other?.total.se ?? 0, 14);
  });

  it('steps show both ends of the share interval and no standard error', () => {
    // share 0.8 ± 2.776·se, se² = 5/4 · 5/4 · (4·0.04 + 0.64)/25 = 0.05: 0.179 … 1.42 → 0 and full points; B stays at 1
    const { areas, total, caveats } = points(domain, set, 'steps', 0.95);
    expect(areas['A']).toMatchObject({ se: null, ci: [0, 3] });
    expect(areas['B']?.ci).toEqual([1, 1]);
    expect(total).toMatchObject({ se: null, ci: [1, 4] });
    expect(caveats).toContain('sum_of_ends');
  });

  it('refuses option weights with which the responses were not tallied', () => {
    const other = { ...set, optionWeights: [0, 0, 0, 1, 1] };
    expect(() => points(domain, other, 'option_weights', 0.95)).toThrow('option weights');
  });
});

it('an area without an estimate leaves the total and the composite null, and is named', () => {
  const part = estimate([aCell(rows.map(({ 'A.1': value }) => ({ 'A.1': value })))], aDesign({ booklets }));
  for (const rule of POINTS_RULES) {
    const { total, areas } = points(part, set, rule, 0.95);
    expect(total).toMatchObject({ estimate: null, se: null, df: null, ci: null, missingAreas: ['B'] });
    expect(areas['A']?.points).not.toBeNull();
  }
  expect(composite(part, set).estimate).toBeNull();
});

it('an area that is not scored leaves total, maximum and weights to the others', () => {
  const own = estimate([aCell(rows)], aDesign({ booklets, accountable: new Set(['A.1']) }));
  expect(points(own, set, 'share', 0.95).total).toMatchObject({ maxPoints: 3, missingAreas: [] });
  expect(composite(own, set).estimate).toBe(4);
});

it('names an item mix', () => {
  expect(points(estimate([aCell(rows)], aDesign()), set, 'share', 0.95).caveats).toEqual(['item_mix']);
});
