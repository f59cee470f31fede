import { describe, expect, it } from 'vitest';
import { againstWhole, evidenceClass } from '../../../src/lib/domain/comparison/against-whole.ts';
import { zQuantile } from '../../../src/lib/domain/estimate/interval.ts';

const Z = zQuantile({ confidence: 0.95 });
const part = (share: number, se: number, weight: number) => ({
  ...{ share, weight },
  ci: [share - Z * se, share + Z * se] as const
});

describe('a unit against the whole that it is in', () => {
  it('has the variance of a part: (1 − 2W) V(p) + V(P)', () => {
    // V = 0,8 · 0,0004 + 0,0001 = 0,00042
    const found = againstWhole(part(0.8, 0.02, 0.1), { share: 0.9, se: 0.01 }, 0.95);
    expect(found.difference).toBeCloseTo(-0.1, 12);
    expect(found.z).toBeCloseTo(-0.1 / Math.sqrt(0.00042), 10);
  });

  it('does not differ from itself', () => {
    const found = againstWhole(part(0.9, 0.01, 1), { share: 0.9, se: 0.01 }, 0.95);
    expect(found).toMatchObject({ difference: 0, z: null, p: null });
  });

  it('is not certain because all were satisfied', () => {
    const found = againstWhole({ share: 1, ci: [0.9, 1], weight: 0 }, { share: 0.92, se: 0.001 }, 0.95);
    expect(found.z).toBeLessThan(1.96);
  });

  it.each([
    [1.959, 4],
    [1.96, 5],
    [2.6, 6],
    [4, 7],
    [-1.96, 3],
    [-2.6, 2],
    [-4, 1],
    [null, 4]
  ] as const)('of z = %s is in class %s', (z, expected) => {
    expect(evidenceClass(z)).toBe(expected);
  });
});
