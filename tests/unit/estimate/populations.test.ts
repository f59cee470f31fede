import { expect, it } from 'vitest';
import { populationsFor } from '../../../src/lib/domain/estimate/populations.ts';

const cells = new Map([
  ['U1|citizen|desk', 30],
  ['U1|business|desk', 10],
  ['U2|citizen|desk', 20],
  ['U2|citizen|web', 0]
]);
const final = new Map([
  ['U1|citizen|desk', 300],
  ['U1|business|desk', 50],
  ['U2|citizen|desk', 15],
  ['U2|citizen|web', 135]
]);
const partial = new Map([['U1|citizen|desk', 280]]);
const byUnit = new Map([
  ['U1', 400],
  ['U2', 100],
  ['U3', 500]
]);
const nothing = { cells, final: null, provisional: null, previous: null, byUnit: null };

it('takes final figures where they cover every stratum with responses', () => {
  const result = populationsFor({ ...nothing, final, provisional: partial });
  expect(result.step).toBe('final');
  expect([...result.populations.values()]).toEqual([300, 50, 15]);
  // 365 of 500: U2|citizen|web has no responses
  expect(result.coverage).toEqual({ sampled: 365, total: 500, share: 0.73 });
});

it('flags more responses than transactions, and goes on', () => {
  expect(populationsFor({ ...nothing, final }).overfull).toEqual(['U2|citizen|desk']);
});

it('steps down where a stratum has no N, or an N of 0', () => {
  expect(populationsFor({ ...nothing, final: partial, provisional: final }).step).toBe('provisional');
  const zero = new Map([...final, ['U1|business|desk', 0] as const]);
  expect(populationsFor({ ...nothing, final: zero, previous: final }).step).toBe('previous_round');
});

it('spreads the N of a unit over its sampled strata in proportion to their responses', () => {
  const { step, populations, coverage } = populationsFor({ ...nothing, byUnit });
  // U1: 400 over 30 + 10; U2: 100 over 20
  expect(step).toBe('unit_only');
  expect(Object.fromEntries(populations)).toEqual({
    'U1|citizen|desk': 300,
    'U1|business|desk': 100,
    'U2|citizen|desk': 100
  });
  expect(coverage).toEqual({ sampled: 500, total: 1000, share: 0.5 });
});

it('is unweighted without any', () => {
  expect(populationsFor(nothing)).toEqual({ step: 'unweighted', populations: new Map(), coverage: null, overfull: [] });
});
