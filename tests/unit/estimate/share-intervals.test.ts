import { describe, expect, it } from 'vitest';
import {
  agrestiCoull,
  clopperPearson,
  designShareIntervals
} from '../../../src/lib/domain/estimate/share-intervals.ts';

describe('an interval of a count', () => {
  it('Clopper–Pearson of none of n is [0, 1 − (α/2)^(1/n)], of all n its mirror', () => {
    const limit = 1 - 0.025 ** (1 / 10);
    const [low, high] = clopperPearson({ k: 0, n: 10 }, 0.95);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(limit, 13);
    const mirrored = clopperPearson({ k: 10, n: 10 }, 0.95);
    expect(mirrored[0]).toBeCloseTo(1 - limit, 13);
    expect(mirrored[1]).toBe(1);
  });

  it('Agresti–Coull is clipped to [0, 1]', () => {
    expect(agrestiCoull({ k: 0, n: 10 }, 0.95)[0]).toBe(0);
    expect(agrestiCoull({ k: 10, n: 10 }, 0.95)[1]).toBe(1);
  });
});

describe('a design-based share', () => {
  it('of a simple random sample has n_eff = n − 1 and, for beta, the Clopper–Pearson interval of n − 1', () => {
    // V = p(1−p)/(n−1), so p(1−p)/V = 40; df = n − 1, so the quotient of the t quantiles is 1.
    const found = designShareIntervals({ share: 0.75, se: Math.sqrt(0.1875 / 40), df: 40, n: 41 }, 0.95);
    expect(found.nEff).toBeCloseTo(40, 12);
    const [low, high] = clopperPearson({ k: 30, n: 40 }, 0.95);
    expect(found.ciBeta?.[0]).toBeCloseTo(low, 12);
    expect(found.ciBeta?.[1]).toBeCloseTo(high, 12);
  });

  it.each([
    ['a share of 1', { share: 1, se: 0, df: 5, n: 6 }],
    ['no spread', { share: 0.5, se: 1e-15, df: 5, n: 6 }]
  ])('keeps the Wald interval alone for %s', (_, share) => {
    const { ciWald, ...rest } = designShareIntervals(share, 0.95);
    expect(ciWald).not.toBeNull();
    expect(rest).toEqual({ ciLogit: null, ciBeta: null, ciWilson: null, nEff: null });
  });

  it('has none without degrees of freedom', () => {
    const found = designShareIntervals({ share: 0.5, se: null, df: 0, n: 1 }, 0.95);
    expect(Object.values(found)).toEqual([null, null, null, null, null]);
  });
});
