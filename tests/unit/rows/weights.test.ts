import { describe, expect, it } from 'vitest';
import { postStratification } from '../../../src/lib/domain/rows/post-stratification.ts';
import { raking, RakingFault, type Margin } from '../../../src/lib/domain/rows/raking.ts';
import { rowDesign } from '../../../src/lib/domain/rows/row-design.ts';
import { rowMean } from '../../../src/lib/domain/rows/row-estimate.ts';
import { trimmed } from '../../../src/lib/domain/rows/trimming.ts';

describe('trimmed weights', () => {
  it('are cut at the cap, the excess spread in equal amounts, again until none exceeds it', () => {
    // Mean 4, cap 6. 10 is cut by 4, one a weight for the other four: 1+1, 2+1, 2+1, 5+1 = 6, which is the cap.
    const { weights, cap, nAtCap } = trimmed(Float64Array.of(10, 1, 2, 2, 5), 1.5);
    expect(cap).toBe(6);
    expect(Array.from(weights)).toEqual([6, 2, 3, 3, 6]);
    expect(nAtCap).toBe(2);
  });

  it('keep their sum', () => {
    const { weights } = trimmed(Float64Array.of(100, 1, 1, 7, 30, 2), 1.2);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(141, 10);
  });
});

const margin = (variable: string, category: readonly number[], targets: readonly number[]): Margin => ({
  variable,
  category: Int32Array.from(category),
  categories: targets.map((_, c) => `${variable}${c}`),
  targets
});

describe('raked weights', () => {
  const gender = margin('gender', [0, 0, 0, 1, 1], [60, 40]);
  const age = margin('age', [0, 0, 1, 0, 1], [50, 50]);

  it('meet all margins, whatever their order', () => {
    const { weights } = raking(new Float64Array(5).fill(20), [gender, age]);
    const sum = (of: Margin, c: number) => weights.reduce((total, w, i) => total + (of.category[i] === c ? w : 0), 0);
    for (const [of, c, target] of [
      [gender, 0, 60],
      [gender, 1, 40],
      [age, 0, 50],
      [age, 1, 50]
    ] as const) {
      expect(sum(of, c)).toBeCloseTo(target, 10);
    }
    const other = raking(new Float64Array(5).fill(20), [age, gender]).weights;
    for (const [i, weight] of weights.entries()) expect(other[i]).toBeCloseTo(weight, 10);
  });

  it('leave no variance in what they are raked to', () => {
    const starting = new Float64Array(5).fill(20);
    const calibration = raking(starting, [gender, age]);
    const of = { weights: starting, stratum: null, cluster: null, populations: null, lonely: 'remove', calibration };
    const female = Float64Array.of(1, 1, 1, 0, 0);
    const mean = rowMean(rowDesign({ ...of, lonely: 'remove' }), female, 0.95);
    expect(mean.estimate).toBeCloseTo(0.6, 12);
    expect(mean.se).toBeLessThan(1e-10);
  });

  it('are refused where a category has a target and no respondents, and where totals contradict each other', () => {
    const empty = margin('age', [0, 0, 0, 0, 0], [50, 50]);
    expect(() => raking(new Float64Array(5).fill(20), [gender, empty])).toThrow(RakingFault);
    const other = margin('gender', [0, 0, 0, 1, 1], [50, 50]);
    expect(() => raking(new Float64Array(5).fill(20), [gender, other])).toThrow(/not met after 5000 sweeps/);
  });
});

it('post-stratified weights are N_c/n_c where all weights were equal', () => {
  const calibration = postStratification({
    starting: new Float64Array(5).fill(3),
    cell: Int32Array.of(0, 0, 0, 1, 1),
    totals: [30, 8]
  });
  expect(Array.from(calibration.weights)).toEqual([10, 10, 10, 4, 4]);
  // Cell means 2 and 5.
  expect(Array.from(calibration.residual(Float64Array.of(1, 2, 3, 4, 6)))).toEqual([-1, 0, 1, -1, 1]);
});
