import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../../src/lib/domain/statistics/adjusted-p.ts';
import { kish } from '../../../src/lib/domain/statistics/kish.ts';
import { meanSummary } from '../../../src/lib/domain/statistics/mean-summary.ts';
import { groupedMoments, momentsOfCounts, sampleMoments } from '../../../src/lib/domain/statistics/moments.ts';
import { quantile } from '../../../src/lib/domain/statistics/quantile.ts';

describe('a mean', () => {
  it('of 1, 2, 6 is 3 with s = √7 and se = √(7/3); NaN is not a value', () => {
    // Deviations −2, −1, 3: squares 4 + 1 + 9 = 14, 14/2 = 7.
    const { n, mean, sd, se, df } = meanSummary(sampleMoments([1, NaN, 2, 6]), 0.95);
    expect([n, mean, df]).toEqual([3, 3, 2]);
    expect(sd).toBeCloseTo(Math.sqrt(7), 14);
    expect(se).toBeCloseTo(Math.sqrt(7 / 3), 14);
  });

  it('of one value has df 0 and no spread; of none nothing', () => {
    expect(meanSummary(sampleMoments([4]), 0.95)).toEqual({ n: 1, mean: 4, sd: null, se: null, df: 0, ci: null });
    const none = meanSummary(sampleMoments([NaN]), 0.95);
    expect(none).toEqual({ n: 0, mean: null, sd: null, se: null, df: null, ci: null });
  });

  it('of equal values has no spread at all, whatever their last binary digits', () => {
    const { sd, ci } = meanSummary(sampleMoments(new Float64Array(1000).fill(4.1)), 0.95);
    expect(sd).toBe(0);
    expect(ci).toEqual([4.1, 4.1]);
  });

  it('is the same from counts and from values', () => {
    const counted = momentsOfCounts([1, 0, 2, 0, 3], 1);
    const listed = sampleMoments([5, 3, 5, 1, 3, 5]);
    expect(counted.n).toBe(6);
    expect(counted.mean).toBeCloseTo(listed.mean, 14);
    expect(counted.squares).toBeCloseTo(listed.squares, 13);
  });

  it('by group is the mean of each group', () => {
    const { n, mean, squares } = groupedMoments([1, 5, 3, NaN, 7], { of: [0, 1, 0, 1, 1], count: 3 });
    expect([...n]).toEqual([2, 2, 0]);
    expect([...mean]).toEqual([2, 6, NaN]);
    expect([...squares]).toEqual([2, 2, 0]);
  });
});

it('a quantile of type 7 is linear between order statistics', () => {
  // (4 − 1)·0.9 = 2.7: 30 + 0.7·(40 − 30).
  expect(quantile([10, 20, 30, 40], 0.9)).toBeCloseTo(37, 12);
  expect(quantile([10, 20, 30, 40], 0.5)).toBe(25);
  expect(quantile([10], 0.1)).toBe(10);
});

it('Kish: weights 1, 1, 2 are worth 16/6 equal answers, deff 3·6/16', () => {
  const { nEff, deff } = kish({ n: 3, sum: 4, squares: 6 });
  expect(nEff).toBeCloseTo(16 / 6, 14);
  expect(deff).toBeCloseTo(18 / 16, 14);
  expect(kish({ n: 0, sum: 0, squares: 0 })).toEqual({ nEff: null, deff: null });
});

describe('p-values of a family', () => {
  it('Holm: 0.04, 0.01, 0.03 become 0.06, 0.03, 0.06', () => {
    // Sorted 0.01·3 = 0.03; 0.03·2 = 0.06; 0.04·1 = 0.04, raised to 0.06.
    close(holm([0.04, 0.01, 0.03]), [0.06, 0.03, 0.06]);
  });

  it('Benjamini–Hochberg: 0.04, 0.01, 0.03 become 0.04, 0.03, 0.04', () => {
    // Sorted 0.01·3/1 = 0.03; 0.03·3/2 = 0.045, lowered to 0.04; 0.04·3/3 = 0.04.
    close(benjaminiHochberg([0.04, 0.01, 0.03]), [0.04, 0.03, 0.04]);
  });

  it('a unit that was not tested stays null and does not count', () => {
    close(holm([null, 0.02, 0.5]), [null, 0.04, 0.5]);
    close(benjaminiHochberg([null, 0.02, 0.5]), [null, 0.04, 0.5]);
  });
});

function close(found: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(found.map((p) => (p === null ? null : Number(p.toFixed(14))))).toEqual(expected);
}
