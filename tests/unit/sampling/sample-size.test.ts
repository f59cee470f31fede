import { describe, expect, it } from 'vitest';
import { allocate } from '../../../src/lib/domain/sampling/allocation.ts';
import {
  infiniteSampleSize,
  marginAchieved,
  sampleSize,
  yamane
} from '../../../src/lib/domain/sampling/sample-size.ts';

const goal = { margin: 0.05, p: 0.5, deff: 1, responseRate: 0.8, confidence: 0.95 };

describe('the size of a sample', () => {
  it('is 385 of an endless population at 5 %, 278 of a thousand', () => {
    // n0 = 1.96²·0.25/0.0025 = 384.15; 384.15/(1 + 383.15/1000) = 277.7; 278/0.8 = 347.5.
    expect(Math.ceil(infiniteSampleSize(goal))).toBe(385);
    expect(sampleSize(1000, goal)).toMatchObject({ nRequired: 278, nToIssue: 348 });
    expect(yamane(1000, 0.05)).toBeCloseTo(1000 / 3.5, 12);
  });

  it('is never more than the population, and none of nobody', () => {
    expect(sampleSize(3, goal).nRequired).toBe(3);
    expect(sampleSize(0, goal)).toEqual({ n: 0, nRequired: 0, nToIssue: 0 });
  });
});

describe('the margin that was achieved', () => {
  it('of a census is 0', () => {
    expect(marginAchieved({ n: 50, population: 50 }, goal)).toBe(0);
  });

  it('is unknown without answers and of a single transaction', () => {
    expect(marginAchieved({ n: 0, population: 50 }, goal)).toBeNull();
    expect(marginAchieved({ n: 1, population: 1 }, goal)).toBeNull();
  });
});

describe('an allocation', () => {
  const stratum = (size: number, lower = 0, upper = Infinity) => ({ size, lower, upper });

  it('follows the sizes', () => {
    expect(allocate(10, [stratum(30), stratum(20)]).real).toEqual([6, 4]);
  });

  it('fixes what exceeds its upper bound before what is below its lower', () => {
    // 100 over 90 : 9 : 1 gives 90, 9, 1. The first is held at 50; 50 over 9 : 1 gives 45 and 5: the lower bound is met.
    expect(allocate(100, [stratum(90, 2, 50), stratum(9, 2, 90), stratum(1, 2, 10)]).real).toEqual([50, 45, 5]);
  });

  it('hands the remainder to the largest parts, ties in the given order', () => {
    // 5 over three equal ones: 1.67 each; floors 1, 1, 1, and two left.
    expect(allocate(5, [stratum(7), stratum(7), stratum(7)]).integer).toEqual([2, 2, 1]);
  });

  it('of more than there is takes everything', () => {
    expect(allocate(100, [stratum(3, 0, 3), stratum(4, 0, 4)]).integer).toEqual([3, 4]);
  });
});
