import { expect, it } from 'vitest';
import { hiddenParts } from '../../../src/lib/domain/disclosure/hidden-parts.ts';
import { allDissatisfied } from '../../../src/lib/domain/disclosure/suppression.ts';

const hidden = (counts: Readonly<Record<string, number>>, floor = 10) =>
  [
    ...hiddenParts(
      Object.entries(counts).map(([id, n]) => ({ id, n })),
      floor
    )
  ].sort();

it('hides nothing where every part reaches the floor', () => {
  expect(hidden({ a: 10, b: 50 })).toEqual([]);
});

it('does not hide a part without answers', () => {
  expect(hidden({ a: 0, b: 50 })).toEqual([]);
});

it('hides the next smallest beside a single small part, or the total would reveal it', () => {
  expect(hidden({ a: 3, b: 50, c: 20, d: 0 })).toEqual(['a', 'c']);
});

it('hides a further part while the hidden ones together are below the floor', () => {
  // 2 + 3 = 5 < 10, with c 5 + 40 = 45
  expect(hidden({ a: 2, b: 3, c: 40, d: 60 })).toEqual(['a', 'b', 'c']);
});

it('hides only the small ones where together they reach the floor', () => {
  expect(hidden({ a: 6, b: 5, c: 40 })).toEqual(['a', 'b']);
});

it('hides the only part there is', () => {
  expect(hidden({ a: 3, b: 0 })).toEqual(['a']);
});

it('breaks ties by id', () => {
  expect(hidden({ a: 3, z: 20, y: 20 })).toEqual(['a', 'y']);
});

it('knows a cell in which everybody was dissatisfied', () => {
  expect(allDissatisfied([2, 1, 0, 0, 0])).toBe(true);
  expect(allDissatisfied([2, 1, 1, 0, 0])).toBe(false);
  expect(allDissatisfied([0, 0, 0, 0, 0])).toBe(false);
});
