import { describe, expect, it } from 'vitest';
import { roundDisclosure } from '../../../src/lib/domain/disclosure/round-disclosure.ts';
import type { Lane } from '../../../src/lib/domain/tally/lane.ts';

const FLOOR = 10;
const QR: Lane = { channel: 'qr', evidence: 'C', status: 'counted' };
const ALL = { respondentType: null, filingMode: null, keepsLane: null };

interface Unit {
  readonly path: readonly string[];
  readonly area: number;
  readonly own?: number;
  readonly key?: number;
}

/** 100 answers of each unit; so many answered the area, so many of them an own item, so many the key item. */
function roundOf(...units: readonly Unit[]) {
  const cells = units.map(({ path, area, own = area, key = 100 }) => ({
    ...{ unit: path.at(-1) ?? '', respondentType: 'citizen', filingMode: 'in_person', lane: QR, n: 100, key },
    areas: [{ answered: area, scored: area, own }]
  }));
  const paths = new Map(units.map(({ path }) => [path.at(-1) ?? '', path]));
  const found = roundDisclosure(cells, { paths, counted: () => true, floor: FLOOR, areas: 1 });
  const names = [...new Set([...paths.values()].flat())].sort();
  return {
    areas: names.filter((unit) => found.area(0, unit, ALL) !== null),
    units: names.filter((unit) => found.whole(unit, ALL) !== null),
    own: names.filter((unit) => found.own(unit) !== null)
  };
}

const at = (path: string, area: number, more: Partial<Unit> = {}): Unit => ({ path: path.split('/'), area, ...more });

describe('areas that are hidden in units', () => {
  it('hides another with one that is too small, which else were the whole less all others', () => {
    expect(roundOf(at('p/a', 8), at('p/b', 60), at('p/c', 40)).areas).toEqual(['a', 'c']);
  });
  it('hides no more where those that are too small hold the floor together', () => {
    expect(roundOf(at('p/a', 6), at('p/b', 6), at('p/c', 90)).areas).toEqual(['a', 'b']);
  });
  it('looks at the units right under each unit', () => {
    expect(roundOf(at('p/d/d1', 7), at('p/d/d2', 53), at('p/e', 60)).areas).toEqual(['d1', 'd2']);
  });
  it('hides it in all units under one in which it is hidden', () => {
    expect(roundOf(at('p/d', 5), at('p/e/e1', 30), at('p/e/e2', 30)).areas).toEqual(['d', 'e', 'e1', 'e2']);
  });
  it('hides nothing where nothing is small', () => {
    expect(roundOf(at('p/a', 0), at('p/b', 80))).toMatchObject({ areas: [], units: [] });
  });
  it('hides a unit in which few answered the key item, with another', () => {
    expect(roundOf(at('p/a', 50, { key: 3 }), at('p/b', 60), at('p/c', 70)).units).toEqual(['a', 'b']);
  });
  it('tells no figures by own items where few answered those, or few the others', () => {
    const found = roundOf(at('p/a', 50, { own: 47 }), at('p/b', 60, { own: 30 }), at('p/c', 70, { own: 30 }));
    expect(found.own).toEqual(['a', 'b']);
    expect(found.areas).toEqual([]);
  });
});
