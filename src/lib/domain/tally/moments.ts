import { assert } from '../shared/assert.ts';
import type { MomentLayout } from './layout.ts';

/** The exact integer sums of a cell, in the order of its layout. */
export type Moments = readonly number[];

/** A cell without rows. */
export function emptyMoments(layout: Pick<MomentLayout, 'length'>): Moments {
  return new Array<number>(layout.length).fill(0);
}

/** The cell that holds the rows of both. Throws when a sum leaves the safe integers. */
export function addMoments(a: Moments, b: Moments): Moments {
  return combine(a, b, (x, y) => x + y);
}

/** The cell without the rows of `b`, which were in it. Throws when they were not (a sum would be negative). */
export function subtractMoments(a: Moments, b: Moments): Moments {
  return combine(a, b, (x, y) => x - y);
}

/** The cell that holds the rows of all; the list holds at least one cell, all of one layout. */
export function sumMoments(list: readonly Moments[]): Moments {
  const [first, ...others] = list;
  assert(first !== undefined, 'at least one cell to sum');
  const sum = [...first];
  for (const moments of others) {
    assert(moments.length === sum.length, 'moments of one layout', { a: sum.length, b: moments.length });
    for (const [i, value] of moments.entries()) sum[i] = (sum[i] ?? 0) + value;
  }
  return checked(sum);
}

export function momentsEqual(a: Moments, b: Moments): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function combine(a: Moments, b: Moments, operate: (x: number, y: number) => number): Moments {
  assert(a.length === b.length, 'moments of one layout', { a: a.length, b: b.length });
  return checked(a.map((value, i) => operate(value, b[i] ?? 0)));
}

function checked(moments: number[]): Moments {
  const at = moments.findIndex((value) => !Number.isSafeInteger(value) || value < 0);
  assert(at < 0, 'moments are safe integers and not negative', { at, value: moments[at] });
  return moments;
}
