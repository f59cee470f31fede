import { expect, it } from 'vitest';
import type { Matter } from '../../src/lib/server/services/attention/attention-view.ts';
import { firstMatters } from '../../src/lib/ui/admin/first-matters.ts';

const changed = (id: string) => ({ unit: { id, title: id }, changes: [], reorganised: null });
const rise = (id: string): Matter => ({ kind: 'rise', ...changed(id) });
const fall = (id: string): Matter => ({ kind: 'fall', ...changed(id) });

it('many of a kind hide no other kind', () => {
  const falls = Array.from({ length: 7 }, (_, i) => fall(`f${i}`));
  const matters = [...falls, rise('r0'), rise('r1')];
  const first = firstMatters(matters);
  expect(matters.filter((one) => first.has(one)).map((one) => 'unit' in one && Object(one.unit).id)).toEqual([
    ...['f0', 'f1', 'f2', 'r0', 'r1']
  ]);
});

it('all stand open where they are few', () => {
  const matters = [fall('a'), rise('b')];
  expect([...firstMatters(matters)]).toEqual(matters);
  expect(firstMatters([]).size).toBe(0);
});
