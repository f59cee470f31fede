import { describe, expect, it } from 'vitest';
import { hiddenAreas, type AreaAnswers } from '../../src/lib/domain/publication/hidden-areas.ts';

const of = (unit: string, parent: string | null, n: number, isHidden = false): AreaAnswers => ({
  unit,
  parent,
  isHidden,
  answers: new Map([['A', n]])
});
const hiddenIn = (...units: AreaAnswers[]) => [...(hiddenAreas(units, 10).get('A') ?? [])].sort();

describe('areas that are hidden in units', () => {
  it('hides another with one that is too small, which else were the whole less all others', () => {
    expect(hiddenIn(of('p', null, 108), of('a', 'p', 8), of('b', 'p', 60), of('c', 'p', 40))).toEqual(['a', 'c']);
  });
  it('counts the answers of a unit of which nothing is shown', () => {
    expect(hiddenIn(of('p', null, 106), of('a', 'p', 6, true), of('b', 'p', 60), of('c', 'p', 40))).toEqual(['a', 'c']);
    expect(hiddenIn(of('p', null, 112), of('a', 'p', 6, true), of('b', 'p', 6, true), of('c', 'p', 100))).toEqual([
      'a',
      'b'
    ]);
  });
  it('looks at the units right under each unit', () => {
    const units = [of('p', null, 120), of('d', 'p', 60), of('e', 'p', 60), of('d1', 'd', 7), of('d2', 'd', 53)];
    expect(hiddenIn(...units)).toEqual(['d1', 'd2']);
  });
  it('hides it in all units under one in which it is hidden', () => {
    const units = [of('p', null, 65), of('d', 'p', 5), of('e', 'p', 60), of('e1', 'e', 30), of('e2', 'e', 30)];
    expect(hiddenIn(...units)).toEqual(['d', 'e', 'e1', 'e2']);
  });
  it('hides nothing where nothing is small', () => {
    expect(hiddenIn(of('p', null, 80), of('a', 'p', 0), of('b', 'p', 80))).toEqual([]);
  });
});
