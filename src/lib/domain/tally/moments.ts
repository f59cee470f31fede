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
  const sum = a.slice();
  addInto(sum, b);
  return checked(sum);
}

/** The cell without the rows of `b`, which were in it. Throws when they were not (a sum would be negative). */
export function subtractMoments(a: Moments, b: Moments): Moments {
  requireSameLength(a, b);
  const rest = a.slice();
  for (let i = 0; i < rest.length; i += 1) rest[i] = (rest[i] ?? 0) - (b[i] ?? 0);
  return checked(rest);
}

/** The cell that holds the rows of all; the list holds at least one cell, all of one layout. */
export function sumMoments(list: readonly Moments[]): Moments {
  const [first] = list;
  assert(first !== undefined, 'at least one cell to sum');
  const sum = first.slice();
  for (let i = 1; i < list.length; i += 1) addInto(sum, list[i] ?? []);
  return checked(sum);
}

export function momentsEqual(a: Moments, b: Moments): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

// Plain loops: a submit adds to three cells and a read sums thousands, of some 400 numbers each.

function addInto(sum: number[], moments: Moments): void {
  requireSameLength(sum, moments);
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (moments[i] ?? 0);
}

function requireSameLength(a: Moments, b: Moments): void {
  if (a.length !== b.length) assert(false, 'moments of one layout', { a: a.length, b: b.length });
}

function checked(moments: number[]): Moments {
  for (let at = 0; at < moments.length; at += 1) {
    const value = moments[at] ?? 0;
    if (!Number.isSafeInteger(value) || value < 0) {
      assert(false, 'moments are safe integers and not negative', { at, value });
    }
  }
  return moments;
}
