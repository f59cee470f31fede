import { describe, expect, it } from 'vitest';
import { pooledShare, type PooledPart } from '../../../src/lib/domain/estimate/pooled.ts';

const part = (share: number, n: number, population: number | null): PooledPart => ({
  ...{ share, n, population },
  se: Math.sqrt((share * (1 - share)) / (n - 1)),
  df: n - 1
});

describe('a share over several rounds', () => {
  it('weighs each round by its transactions', () => {
    const found = pooledShare([part(0.8, 101, 3_000), part(0.9, 401, 1_000)], 0.95);
    expect(found?.weightedBy).toBe('population');
    // 0,75 · 0,8 + 0,25 · 0,9; V = 0,75² · 0,16/100 + 0,25² · 0,09/400
    expect(found?.share).toBeCloseTo(0.825, 12);
    expect(found?.se).toBeCloseTo(Math.sqrt(0.5625 * 0.0016 + 0.0625 * 0.000225), 12);
    expect(found?.df).toBe(500);
    expect(found?.n).toBe(502);
  });

  it('weighs by answers where the transactions of one round are not known', () => {
    const found = pooledShare([part(0.8, 100, 3_000), part(0.9, 300, null)], 0.95);
    expect(found?.weightedBy).toBe('answers');
    expect(found?.share).toBeCloseTo(0.875, 12);
  });

  it('is the round itself where there is one', () => {
    expect(pooledShare([part(0.8, 100, 3_000)], 0.95)).toMatchObject({ share: 0.8, n: 100, df: 99 });
    expect(pooledShare([], 0.95)).toBeNull();
  });

  it('has a wider interval than so many answers of one round, where the weights are uneven', () => {
    const width = (ci: readonly [number, number] | null | undefined) => (ci ? ci[1] - ci[0] : NaN);
    const even = pooledShare([part(0.8, 200, 1_000), part(0.8, 200, 1_000)], 0.95);
    const uneven = pooledShare([part(0.8, 200, 9_000), part(0.8, 200, 1_000)], 0.95);
    expect(width(uneven?.ci)).toBeGreaterThan(width(even?.ci));
  });
});
