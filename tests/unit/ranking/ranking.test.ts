import { describe, expect, it } from 'vitest';
import { fitBetaBinomial } from '../../../src/lib/domain/ranking/beta-binomial-fit.ts';
import { momentPrior } from '../../../src/lib/domain/ranking/beta-prior.ts';
import { expectedRanks } from '../../../src/lib/domain/ranking/expected-rank.ts';
import { rankIntervals, ranks } from '../../../src/lib/domain/ranking/rank.ts';

describe('the prior by moments', () => {
  it('of 2 of 4 and 4 of 4 has ρ = 5/9', () => {
    // p = 0.75, pq = 3/16; S = 4/16 + 4/16 = 1/2; (1/2 − 3/16)/(3/16·(8 − 32/8 − 1)) = (5/16)/(9/16) = 5/9.
    const { share, rho, prior } = momentPrior([
      { k: 2, n: 4 },
      { k: 4, n: 4 }
    ]);
    expect(share).toBe(0.75);
    expect(rho).toBeCloseTo(5 / 9, 14);
    expect(prior?.strength).toBeCloseTo(0.8, 13);
  });

  it.each([
    ['one unit', [{ k: 3, n: 5 }]],
    ['one answer a unit', [1, 0, 1, 1, 0].map((k) => ({ k, n: 1 }))],
    ['units alike', [3, 3, 3].map((k) => ({ k, n: 6 }))],
    ['everybody satisfied', [3, 4].map((k) => ({ k, n: k }))]
  ])('is a point for %s', (_, units) => {
    expect(momentPrior(units)).toMatchObject({ rho: 0, prior: null });
  });
});

describe('the prior of greatest likelihood', () => {
  it('beats its neighbours', () => {
    const units = [
      { k: 1, n: 12 },
      { k: 9, n: 10 },
      { k: 5, n: 11 },
      { k: 18, n: 20 }
    ];
    const found = fitBetaBinomial(units);
    expect(found).not.toBeNull();
    if (found === null) return;
    expect(logLikelihood(units, found.alpha, found.beta)).toBeCloseTo(found.logLikelihood, 10);
    for (const [da, db] of [
      [1.001, 1],
      [0.999, 1],
      [1, 1.001],
      [1, 0.999],
      [1.1, 1.1]
    ] as const) {
      expect(logLikelihood(units, found.alpha * da, found.beta * db)).toBeLessThan(found.logLikelihood);
    }
  });

  it('is found far from the prior by moments', () => {
    // A grid of 14 × 18 strengths and shares has its maximum of −5.55 here; the prior by moments has the share 0.006.
    const found = fitBetaBinomial([{ k: 1, n: 15 }, { k: 0, n: 1 }, { k: 0, n: 165 }]); // prettier-ignore
    expect(found?.logLikelihood).toBeCloseTo(-5.54686, 5);
  });

  it('is null where the units differ less than by chance, and where each is of one mind', () => {
    expect(fitBetaBinomial([{ k: 5, n: 10 }, { k: 5, n: 10 }])).toBeNull(); // prettier-ignore
    expect(fitBetaBinomial([{ k: 10, n: 10 }, { k: 0, n: 10 }])).toBeNull(); // prettier-ignore
  });
});

describe('ranks', () => {
  it('are shared at the smallest by what agrees to 12 decimals', () => {
    expect(ranks([0.5, 0.9, 0.1 + 0.2, 0.3, 0.9])).toEqual([3, 1, 4, 4, 1]);
  });

  it('of disjoint intervals are certain, of touching ones are not', () => {
    expect(rankIntervals([[0.1, 0.2], [0.5, 0.6], [0.3, 0.4]])).toEqual([[3, 3], [1, 1], [2, 2]]); // prettier-ignore
    expect(rankIntervals([[0.1, 0.3], [0.3, 0.6]])).toEqual([[1, 2], [1, 2]]); // prettier-ignore
  });
});

describe('expected ranks', () => {
  it.each([
    [2, 1],
    [0.3, 0.1],
    [900, 1000],
    [0.03, 0.09]
  ])('of Beta(%d, 1) and Beta(%d, 1): the first is above with a/(a+b)', (a, b) => {
    // X = U^(1/a), so ln X = −E/a with E exponential, and P(E/a < E'/b) = a/(a+b).
    const found = expectedRanks([
      { alpha: a, beta: 1 },
      { alpha: b, beta: 1 }
    ]);
    expect(found?.[0]).toBeCloseTo(1 + b / (a + b), 9);
    expect(found?.[1]).toBeCloseTo(1 + a / (a + b), 9);
  });

  it('of a narrow and a wide posterior add up too', () => {
    const found = expectedRanks([
      { alpha: 80_000, beta: 20_000 },
      { alpha: 1, beta: 1 },
      { alpha: 0.5, beta: 3 }
    ]);
    expect(found?.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(6, 9);
    // P(U > X) = 1 − E X = 0.2, and P(Beta(0.5, 3) > 0.8) is about 0.004.
    expect(found?.[0]).toBeCloseTo(1.204, 2);
  });

  it('are null for a shape that is next to nothing', () => {
    expect(expectedRanks([{ alpha: 1e-9, beta: 4 }])).toBeNull();
  });
});

/** Σ [ln B(α+k, β+n−k) − ln B(α, β)], one factor after the other. */
function logLikelihood(units: readonly { k: number; n: number }[], alpha: number, beta: number): number {
  let sum = 0;
  for (const { k, n } of units) {
    for (let i = 0; i < k; i += 1) sum += Math.log(alpha + i);
    for (let i = 0; i < n - k; i += 1) sum += Math.log(beta + i);
    for (let i = 0; i < n; i += 1) sum -= Math.log(alpha + beta + i);
  }
  return sum;
}
