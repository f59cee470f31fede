import { describe, expect, it } from 'vitest';
import {
  bookletLayout,
  fullLayout,
  itemAt,
  keyItemAt,
  pairAt,
  pooledSumAt
} from '../../../src/lib/domain/tally/layout.ts';
import { tally } from '../../../src/lib/domain/tally/score.ts';
import bank from '../../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };

const source = {
  areas: [
    { id: 'A', items: [{ id: 'A.1' }, { id: 'A.2' }, { id: 'A.3' }] },
    { id: 'B', items: [{ id: 'B.1' }] }
  ],
  scale: { satisfied: [4, 5], missing: [{ id: 'dont_know' }, { id: 'not_encountered' }] },
  keyItem: { id: 'OV' }
};
const weights = [0, 250, 500, 750, 1000];

describe('a booklet', () => {
  const layout = bookletLayout(source, ['A.2', 'B.1'], weights);

  it('has n, 7 counts an item and key item, 12 sums a pair, 3 an area', () => {
    // 1 + 7·(2 + 1) + 12·3 + 3·2 = 64
    expect(layout.length).toBe(64);
    expect(layout.scale).toBe(1);
  });

  it('of the question bank has 414 numbers', () => {
    const booklet = bank.booklets['in_person/submitted'][0] ?? [];
    // 1 + 7·8 + 12·28 + 3·7 = 414
    expect(bookletLayout(bank, booklet, weights).length).toBe(414);
  });

  it('counts values, missing codes and the key item, and pairs only where both areas are valid', () => {
    const one = tally(layout, { 'A.2': 4, 'B.1': 'not_encountered', OV: 2 }, { minItemsArea: 1 });
    expect(one[0]).toBe(1);
    expect(one.slice(itemAt(0), itemAt(2))).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(one.slice(keyItemAt(layout), keyItemAt(layout) + 7)).toEqual([0, 1, 0, 0, 0, 0, 0]);
    const at = pairAt(layout, 'rating', 0, 0);
    expect(one.slice(at, at + 12)).toEqual([1, 4, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(one.slice(pooledSumAt(layout, 0), pooledSumAt(layout, 1) + 3)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('leaves a skipped item out of all counts', () => {
    expect(tally(layout, {}, { minItemsArea: 1 }).reduce((sum, value) => sum + value)).toBe(1);
  });

  it('refuses what validation should have refused', () => {
    expect(() => tally(layout, { 'A.1': 4 }, { minItemsArea: 1 })).toThrow();
    expect(() => tally(layout, { 'A.2': 6 }, { minItemsArea: 1 })).toThrow();
    expect(() => tally(layout, { 'A.2': 'perhaps' }, { minItemsArea: 1 })).toThrow();
    expect(() => bookletLayout(source, ['A.1', 'A.2'], weights)).toThrow();
  });
});

describe('a full form', () => {
  const layout = fullLayout(source, weights);

  it('scores the mean of the valid answers of an area × 2520', () => {
    const one = tally(layout, { 'A.1': 5, 'A.2': 'dont_know', 'A.3': 4, 'B.1': 3 }, { minItemsArea: 1 });
    // A: (5 + 4)/2 = 4.5 → 11340; B: 3 → 7560
    const rating = pairAt(layout, 'rating', 0, 1);
    expect(one.slice(rating, rating + 4)).toEqual([1, 11340, 7560, 11340 * 7560]);
    // t_A = 2 of d_A = 2, t_B = 0 of d_B = 1
    const pooled = pairAt(layout, 'pooled', 0, 1);
    expect(one.slice(pooled, pooled + 4)).toEqual([2, 2, 0, 0]);
    // v in quarters: A (4 + 3)/2 → 8820, B 2 → 5040
    const weighted = pairAt(layout, 'weighted', 0, 1);
    expect(one.slice(weighted, weighted + 4)).toEqual([1, 8820, 5040, 8820 * 5040]);
  });

  it('gives no score below the minimum of items, but counts the answers in the pooled share', () => {
    const one = tally(layout, { 'A.1': 5 }, { minItemsArea: 2 });
    expect(one[pairAt(layout, 'rating', 0, 0)]).toBe(0);
    expect(one.slice(pooledSumAt(layout, 0), pooledSumAt(layout, 0) + 3)).toEqual([1, 1, 1]);
  });

  it('refuses an area of more than ten items', () => {
    const items = Array.from({ length: 11 }, (_, i) => ({ id: `A.${i}` }));
    expect(() => fullLayout({ ...source, areas: [{ id: 'A', items }] }, weights)).toThrow('at most 10 items');
  });
});
