import { expect, it } from 'vitest';
import * as distributions from '../../../src/lib/domain/statistics/distributions.ts';
import reference from '../../vectors/distributions.json' with { type: 'json' };

type Row = (typeof reference.rows)[number];
const functions: Readonly<Record<string, (...args: number[]) => number>> = { ...distributions };

/** |ours − theirs| / |theirs|, the worst of the rows of a function. */
function worst(name: string): number {
  const rows = reference.rows.filter(([kind]) => kind === name);
  expect(rows.length).toBeGreaterThan(2);
  return Math.max(...rows.map((row) => difference(name, row)));
}

function difference(name: string, [, args, expected]: Row): number {
  const found = Array.isArray(args) ? (functions[name]?.(...args) ?? NaN) : NaN;
  return Math.abs(found / Number(expected) - 1);
}

it.each([
  'normalQuantile',
  'normalCdf',
  'studentQuantile',
  'studentTwoSided',
  'betaQuantile',
  'fQuantile',
  'binomialPmf',
  'binomialUpper'
])('%s agrees with mpmath to 2e-12', (name) => {
  expect(worst(name)).toBeLessThan(2e-12);
});

it('betaCdf agrees with mpmath to 2e-11, the limit of the library for shapes of 100,000 and more', () => {
  expect(worst('betaCdf')).toBeLessThan(2e-11);
});

it('has a vector for every function', () => {
  const named = new Set(reference.rows.map(([kind]) => kind));
  expect(Object.keys(functions).filter((name) => !named.has(name))).toEqual(['normalTwoSided']);
  expect(distributions.normalTwoSided(1)).toBeCloseTo(2 * distributions.normalCdf(-1), 15);
});
