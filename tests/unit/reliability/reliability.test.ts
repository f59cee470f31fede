import { describe, expect, it } from 'vitest';
import { feldtInterval, omegaOfThree, reliability } from '../../../src/lib/domain/reliability/alpha.ts';
import { completeCovariance, pairwiseCovariance, reversed } from '../../../src/lib/domain/reliability/covariance.ts';

const scale = (...columns: (readonly number[])[]) => ({ columns, lowest: 1 });

describe('the covariance of items', () => {
  it('leaves out rows with a missing answer, be it no opinion, skipped or NaN', () => {
    const { n, matrix } = completeCovariance(scale([1, 2, 3, 0, 5], [2, 4, 6, 1, NaN]));
    expect(n).toBe(3);
    expect(matrix.map((line) => [...line])).toEqual([[1, 2], [2, 4]]); // prettier-ignore
  });

  it('pairwise takes every row that answers both', () => {
    // Variance of 1, 2, 3, 5 is 35/12; of the pair, rows 1 … 3.
    const { n, matrix } = pairwiseCovariance(scale([1, 2, 3, -1, 5], [2, 4, 6, 1, 0]));
    expect(n).toBe(5);
    expect(matrix[0]?.[0]).toBeCloseTo(35 / 12, 14);
    expect(matrix[1]?.[0]).toBe(2);
    expect(matrix[0]?.[1]).toBe(2);
  });

  it('of a constant item is 0 exactly', () => {
    const { matrix } = completeCovariance(scale([4.1, 4.1, 4.1], [1.3, 2.7, 3.1]));
    expect([...(matrix[0] ?? [])]).toEqual([0, 0]);
  });
});

describe('reliability', () => {
  it('of the items x, 2x: α = 2(1 − 5/9), standardized 1', () => {
    const { alpha, alphaStandardized, averageR, itemRest, alphaIfDropped } = reliability(
      completeCovariance(scale([1, 2, 3], [2, 4, 6]))
    );
    expect(alpha).toBeCloseTo(8 / 9, 14);
    expect([alphaStandardized, averageR]).toEqual([1, 1]);
    expect(itemRest).toEqual([1, 1]);
    expect(alphaIfDropped).toEqual([null, null]);
  });

  it('is the same when an item is turned over and back', () => {
    const item = Float64Array.of(1, 5, 2, 3);
    expect([...reversed(item, { min: 1, max: 5 })]).toEqual([5, 1, 4, 3]);
    const twice = reversed(reversed(Float64Array.of(1, NaN, 5), { min: 1, max: 5 }), { min: 1, max: 5 });
    expect([...twice]).toEqual([1, NaN, 5]);
  });

  it('says nothing of a constant item but its alpha', () => {
    const found = reliability(completeCovariance(scale([4, 4, 4], [1, 2, 3], [1, 2, 4])));
    expect(found.alpha).not.toBeNull();
    expect(found).toMatchObject({ alphaStandardized: null, averageR: null });
    expect(found.itemRest[0]).toBeNull();
    expect(found.itemRest[1]).not.toBeNull();
  });

  it.each([
    ['one row', scale([1], [2], [3])],
    ['no spread', scale([4, 4], [5, 5], [3, 3])]
  ])('is null of %s', (_, columns) => {
    const covariance = completeCovariance(columns);
    const found = reliability(covariance);
    expect(found).toMatchObject({ alpha: null, alphaStandardized: null, averageR: null });
    expect(found.itemRest).toEqual([null, null, null]);
    expect(found.alphaIfDropped).toEqual([null, null, null]);
    expect(feldtInterval(found, 0.95)).toBeNull();
    expect(omegaOfThree(covariance)).toBeNull();
  });

  it('has no standardized α where the standardized items cancel out', () => {
    // Of two rows every correlation is 1 or −1: here 1 + (2 − 1)·(−1) = 0, while the plain sum has a spread.
    const found = reliability(completeCovariance(scale([1, 2], [5, 1])));
    expect(found).toMatchObject({ averageR: -1, alphaStandardized: null });
    expect(found.alpha).not.toBeNull();
  });

  it('ω of equal covariances is α, and null where one is not positive', () => {
    const [c, v] = [0.5, 1];
    const even = [0, 1, 2].map((i) => Float64Array.from([0, 1, 2], (j) => (i === j ? v : c)));
    expect(omegaOfThree({ n: 9, matrix: even })).toBeCloseTo(4.5 / 6, 14);
    expect(reliability({ n: 9, matrix: even }).alpha).toBeCloseTo(4.5 / 6, 14);
    const odd = even.map((line, i) => line.map((value, j) => (i + j === 1 ? -0.1 : value)));
    expect(omegaOfThree({ n: 9, matrix: odd })).toBeNull();
  });
});
