import { describe, expect, it } from 'vitest';
import type { OrganisationState, UnitChange } from '../../../src/lib/domain/organisation/change-plan.ts';
import { nameOn, pathNear } from '../../../src/lib/domain/organisation/history.ts';
import { planChange } from '../../../src/lib/domain/organisation/unit-change.ts';
import { aState, applied } from './organisation-state.ts';

const on = '2026-11-01';
const A = { name: 'A', type: 'xã' };
const codes = (state: OrganisationState, change: UnitChange) =>
  planChange(state, change).faults.map(({ code }) => code);
const merge = (others: readonly string[], into: null | { code: string; name: string; type: string } = null) =>
  ({ kind: 'merge', unit: 'a', on, others, into, named: A }) as const;

describe('the plan of a change', () => {
  it('of a merger into a unit ends the others and brings their counters, told apart by their old unit', () => {
    const grants = [...'ab'].map((unit) => ({ person: `p${unit}`, role: 'unit_manager', unit }));
    expect(planChange(aState([1, 2], { grants }), merge(['b']))).toEqual({
      faults: [],
      ends: ['b'],
      begins: [],
      renames: [],
      moves: [],
      counters: [
        { counter: 'b1', from: 'b', to: 'a', name: 'Quầy 1 (B)' },
        { counter: 'b2', from: 'b', to: 'a', name: 'Quầy 2' }
      ],
      grants: [{ person: 'pb', role: 'unit_manager', from: 'b', to: ['a'] }],
      successions: [{ from: 'b', to: 'a', kind: 'merge' }]
    });
  });

  it('of a merger into a new unit ends all of them, and takes along what stands under them', () => {
    const state = aState([1, 1, 1]);
    const under = { ...state, parents: state.parents.map((row) => (row.unit === 'c' ? { ...row, parent: 'b' } : row)) };
    const plan = planChange(under, merge(['b'], { code: 'ab', name: 'AB', type: 'xã' }));
    expect(plan).toMatchObject({ faults: [], ends: ['a', 'b'], moves: [{ unit: 'c', parent: 'new-1' }] });
    expect(plan.begins).toEqual([{ id: 'new-1', code: 'ab', name: 'AB', type: 'xã', parent: 'root' }]);
    expect(plan.counters.map(({ counter, to }) => `${counter} ${to}`)).toEqual(['a1 new-1', 'b1 new-1']);
    const parents = Map.groupBy(applied(under, plan, on, 'x-').parents, ({ unit }) => unit);
    expect(pathNear(parents, 'c', on)).toEqual(['root', 'x-new-1', 'c']);
    expect(pathNear(parents, 'c', '2026-10-31')).toEqual(['root', 'b', 'c']);
    expect(pathNear(parents, 'b', '2027-01-01')).toEqual(['root', 'b']);
    expect(pathNear(parents, 'x-new-1', '2026-01-01')).toEqual(['root', 'x-new-1']);
  });

  it('of a split gives counters to new units; a unit that ends leaves none behind', () => {
    const part = (code: string, counters: readonly string[]) => ({ code, name: code, type: 'xã', counters });
    const split = (ends: boolean, ...parts: readonly ReturnType<typeof part>[]) =>
      ({ kind: 'split', unit: 'a', on, parts, ends }) as const;
    const state = aState([3, 1]);
    expect(planChange(state, split(false, part('n', ['a1']))).counters).toEqual([
      { counter: 'a1', from: 'a', to: 'new-1', name: 'Quầy 1' }
    ]);
    expect(codes(state, split(true, part('n', ['a1', 'a2']), part('m', ['a3'])))).toEqual([]);
    expect(codes(state, split(true, part('n', ['a1'])))).toEqual(['counters_left']);
    expect(codes(state, split(false, part('n', ['b1'])))).toEqual(['no_counters']);
    expect(codes(state, split(false, part('b', ['a1']), part('b', ['a2'])))).toEqual(['code_taken', 'code_taken']);
    expect(codes(state, split(false))).toEqual(['no_units']);
  });

  it('refuses what makes no sense, all at once', () => {
    const state = aState([1, 1, 1]);
    const under = { ...state, parents: state.parents.map((row) => (row.unit === 'c' ? { ...row, parent: 'b' } : row)) };
    expect(codes(under, { kind: 'move', unit: 'b', on, parent: 'c' })).toEqual(['cycle']);
    expect(codes(under, { kind: 'move', unit: 'b', on, parent: 'b' })).toContain('itself');
    expect(codes(under, { kind: 'move', unit: 'b', on, parent: 'root' })).toEqual(['parent_same']);
    expect(codes(under, { kind: 'move', unit: 'b', on, parent: 'nobody' })).toEqual(['not_present']);
    expect(codes(under, { kind: 'merge', unit: 'c', on, others: ['b'], into: null, named: A })).toContain('cycle');
    expect(codes(state, { kind: 'merge', unit: 'root', on, others: ['a'], into: null, named: A })).toContain('root');
    expect(codes(state, merge([]))).toEqual(['no_units']);
    expect(codes(state, { kind: 'hand_over', unit: 'a', to: 'b', on, counters: ['c1'] })).toEqual(['no_counters']);
    expect(codes(state, { kind: 'rename', unit: 'a', on, name: 'A', type: 'xã' })).toEqual(['name_same']);
    expect(codes(state, { kind: 'rename', unit: 'a', on: '1/11', name: ' ', type: '' })).toEqual([
      'name_malformed',
      'type_malformed',
      'day_malformed'
    ]);
  });

  it('holds from a day that has come, and reaches into no round that was', () => {
    const round = { name: 'Q', opensOn: '2026-07-01', closesOn: '2026-09-30', units: new Set(['b']) };
    const closed = aState([1, 1], { rounds: [{ ...round, status: 'closed' }] });
    expect(codes(closed, merge(['b']))).toEqual([]);
    expect(codes(closed, { ...merge(['b']), on: '2026-09-30' })).toEqual(['day_early']);
    expect(codes(closed, { ...merge(['b']), on: '2026-11-26' })).toEqual(['day_future']);
    for (const status of ['open', 'closing'] as const)
      expect(codes(aState([1, 1], { rounds: [{ ...round, status }] }), merge(['b']))).toEqual(['round']);
    expect(codes(aState([1, 1], { rounds: [{ ...round, status: 'draft' }] }), merge(['b']))).toEqual(['draft']);
    const open = aState([1, 1], { rounds: [{ ...round, status: 'open', units: new Set(['a']) }] });
    expect(codes(open, { kind: 'rename', unit: 'a', on, name: 'Mới', type: 'xã' })).toEqual([]);
  });
});

describe('a name', () => {
  it('is that of its day', () => {
    const unit = { id: 'a', name: 'Nay', type: 'phường' };
    const past = [{ unit: 'a', name: 'Xưa', type: 'xã', from: '2020-01-01', to: '2025-07-01' }];
    expect(nameOn(unit, past, '2025-06-30')).toEqual({ id: 'a', name: 'Xưa', type: 'xã' });
    expect(nameOn(unit, past, '2025-07-01')).toBe(unit);
  });
});
