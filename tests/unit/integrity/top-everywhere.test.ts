import { expect, it } from 'vitest';
import { topEverywhere, type TopUnit } from '../../../src/lib/domain/integrity/top-everywhere.ts';

/** A unit with its shares of top answers in three areas and the key item. */
const unit = (id: string, n: number, shares: readonly number[]): TopUnit => ({
  id,
  responses: n,
  counts: Object.fromEntries(shares.map((share, i) => [`A${i}`, { top: Math.round(share * n), valid: n }]))
});
const usual = [0.3, 0.35, 0.32, 0.4, 0.28, 0.33, 0.36, 0.31].map((least, i) =>
  unit(`u${i}`, 120, [least, least + 0.2, least + 0.3, least + 0.15])
);

it('flags a unit whose top answers are frequent even in its weakest area', () => {
  const found = topEverywhere([...usual, unit('stuffed', 120, [0.85, 0.92, 0.95, 0.9])]);
  expect(found.map(({ id }) => id)).toEqual(['stuffed']);
  expect(found[0]).toMatchObject({ share: 0.85, n: 120 });
});

it('flags no unit that is merely good in most areas', () => {
  expect(topEverywhere([...usual, unit('good', 120, [0.42, 0.9, 0.92, 0.88])])).toEqual([]);
});

it('flags nobody for few responses, and says nothing of few units', () => {
  expect(topEverywhere([...usual, unit('few', 6, [0.7, 0.8, 0.9, 0.9])])).toEqual([]);
  expect(topEverywhere([unit('a', 100, [1]), ...usual.slice(0, 3)])).toEqual([]);
  expect(topEverywhere([])).toEqual([]);
});

it('takes people, not answers, as independent in full forms', () => {
  const full: TopUnit = { id: 'full', responses: 15, counts: { A1: { top: 90, valid: 150 } } };
  expect(topEverywhere([...usual, full])).toEqual([]);
  expect(topEverywhere([...usual, { ...full, responses: 150 }]).length).toBe(1);
  const stuffed: TopUnit = { id: 'full', responses: 300, counts: { A1: { top: 2900, valid: 3000 } } };
  expect(topEverywhere([...usual, stuffed])[0]?.n).toBe(300);
});
