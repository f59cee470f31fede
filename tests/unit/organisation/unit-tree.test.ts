import { describe, expect, it } from 'vitest';
import { successors, unitPath, unitTitle } from '../../../src/lib/domain/organisation/unit-tree.ts';

const parents = [
  { unit: 'commune', parent: 'district', from: '2000-01-01', to: '2025-07-01' },
  { unit: 'commune', parent: 'province', from: '2025-07-01', to: null },
  { unit: 'district', parent: 'province', from: '2000-01-01', to: '2025-07-01' }
];

describe('the unit tree', () => {
  it('gives the path as it was on a day: under its district before 1 July 2025, under the province since', () => {
    expect(unitPath(parents, 'commune', '2025-06-30')).toEqual(['province', 'district', 'commune']);
    expect(unitPath(parents, 'commune', '2025-07-01')).toEqual(['province', 'commune']);
  });

  it('follows mergers and splits to the units of today', () => {
    const successions = [
      { from: 'a', to: 'ab', on: '2020-01-01', kind: 'merge' },
      { from: 'b', to: 'ab', on: '2020-01-01', kind: 'merge' },
      { from: 'ab', to: 'x', on: '2025-07-01', kind: 'split' },
      { from: 'ab', to: 'y', on: '2025-07-01', kind: 'split' }
    ] as const;
    expect(successors(successions, 'a')).toEqual(['x', 'y']);
    expect(successors(successions, 'x')).toEqual(['x']);
  });

  it('calls a unit as people do', () => {
    expect(unitTitle({ name: 'Na Sầm', type: 'xã' })).toBe('Xã Na Sầm');
    expect(unitTitle({ name: 'Sở Nội vụ', type: 'sở' })).toBe('Sở Nội vụ');
  });
});
