import { describe, expect, it } from 'vitest';
import { designDifference } from '../../../src/lib/domain/comparison/design-difference.ts';
import { twoProportions } from '../../../src/lib/domain/comparison/two-proportions.ts';
import { welch } from '../../../src/lib/domain/comparison/welch.ts';
import { sampleMoments } from '../../../src/lib/domain/statistics/moments.ts';

describe('the difference of two designs', () => {
  it('adds variances and degrees of freedom', () => {
    // 4.5 − 4 = 0.5, se = √(0.09 + 0.16) = 0.5, t = 1 with 10 + 20.
    const found = designDifference({ estimate: 4.5, se: 0.3, df: 10 }, { estimate: 4, se: 0.4, df: 20 }, 0.95);
    expect(found).toMatchObject({ difference: 0.5, df: 30 });
    expect(found.se).toBeCloseTo(0.5, 14);
    expect(found.t).toBeCloseTo(1, 14);
    expect(found.p).toBeCloseTo(0.3253, 4);
  });

  it('stands alone where a period has no standard error', () => {
    const found = designDifference({ estimate: 4.5, se: null, df: 0 }, { estimate: 4, se: 0.4, df: 20 }, 0.95);
    expect(found).toEqual({ difference: 0.5, se: null, df: null, t: null, p: null, ci: null });
  });

  it('is not tested without spread', () => {
    const found = designDifference({ estimate: 5, se: 0, df: 10 }, { estimate: 5, se: 0, df: 10 }, 0.95);
    expect(found).toEqual({ difference: 0, se: 0, df: 20, t: null, p: null, ci: null });
  });
});

describe('Welch', () => {
  it('of 1, 2, 3 and 2, 4, 6 has t = −2/√(1/3 + 4/3) and df = (5/3)²/(1/18 + 16/18)', () => {
    const { difference, t, df } = welch(sampleMoments([1, 2, 3]), sampleMoments([2, 4, 6]), 0.95);
    expect(difference).toBe(-2);
    expect(t).toBeCloseTo(-2 / Math.sqrt(5 / 3), 14);
    expect(df).toBeCloseTo((25 / 9) * (18 / 17), 13);
  });

  it.each([
    ['one value', [4], [1, 2]],
    ['no spread', [4, 4], [4, 4]]
  ])('is null with %s', (_, one, other) => {
    const found = welch(sampleMoments(one), sampleMoments(other), 0.95);
    expect(Object.values(found)).toEqual([null, null, null, null, null]);
  });
});

describe('two shares', () => {
  it('56 of 70 and 48 of 80: the interval that Newcombe (1998) prints for method 10', () => {
    // Table II, example (a): 0.0524 to 0.3339; z with the pooled share 104/150.
    const found = twoProportions({ k: 56, n: 70 }, { k: 48, n: 80 }, 0.95);
    expect(found.difference).toBeCloseTo(0.2, 14);
    expect(found.ciNewcombe?.map((limit) => limit.toFixed(4))).toEqual(['0.0524', '0.3339']);
    expect(found.z).toBeCloseTo(0.2 / Math.sqrt((104 / 150) * (46 / 150) * (1 / 70 + 1 / 80)), 13);
  });

  it('are not tested where everybody is satisfied', () => {
    const found = twoProportions({ k: 5, n: 5 }, { k: 9, n: 9 }, 0.95);
    expect(found).toMatchObject({ difference: 0, z: null, p: null, ciWald: [0, 0] });
  });

  it('are not compared with nobody', () => {
    const found = twoProportions({ k: 5, n: 6 }, { k: 0, n: 0 }, 0.95);
    expect(found).toMatchObject({ shareBaseline: null, difference: null, z: null, ciWald: null, ciNewcombe: null });
  });
});
