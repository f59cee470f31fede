import { describe, expect, it } from 'vitest';
import { dayShare } from '../../../src/lib/domain/estimate/day-share.ts';

const sums = (rows: number, satisfied: number, weight = 1) => ({ weight, rows, answers: rows, satisfied });

describe('a share of some days', () => {
  it('is that of a simple sample where all weigh the same', () => {
    const found = dayShare([sums(60, 51), sums(40, 29)], 0.95);
    expect(found).toMatchObject({ share: 0.8, n: 100, df: 99 });
    expect(found?.se).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 99), 12);
  });

  it('weighs units by their transactions', () => {
    // (3 · 8 + 1 · 5) / (3 · 10 + 1 · 10)
    expect(dayShare([sums(10, 8, 3), sums(10, 5, 1)], 0.95)?.share).toBeCloseTo(29 / 40, 12);
  });

  it('counts people, not answers, where each gave several', () => {
    const full = dayShare([{ weight: 1, rows: 50, answers: 200, satisfied: 160 }], 0.95);
    expect(full?.se).toBeCloseTo(dayShare([sums(50, 40)], 0.95)?.se ?? NaN, 12);
  });

  it('is none of fewer than two people', () => {
    expect(dayShare([sums(1, 1)], 0.95)).toBeNull();
    expect(dayShare([], 0.95)).toBeNull();
  });
});
