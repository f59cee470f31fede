import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asNow, type CounterPlace } from '../../src/lib/domain/organisation/as-now.ts';
import type { OrganisationState, UnitChange } from '../../src/lib/domain/organisation/change-plan.ts';
import { planChange } from '../../src/lib/domain/organisation/unit-change.ts';
import { aState, applied } from '../unit/organisation/organisation-state.ts';

/** Answers of a round by counter, as moments: vectors of whole numbers. */
type Answers = ReadonlyMap<string, readonly number[]>;

const sum = (vectors: readonly (readonly number[])[]) =>
  vectors.reduce<readonly number[]>((total, one) => total.map((value, i) => value + (one[i] ?? 0)), [0, 0, 0]);

/** The units of today, as then and as now, of a round that was held in one state and is read in another. */
function bothSums(then: OrganisationState, now: OrganisationState, answers: Answers) {
  const unitNow = new Map(now.counters.map(({ id, unit }) => [id, unit]));
  const places: readonly CounterPlace[] = then.counters.map(({ id, unit }) => {
    return { counter: id, then: unit, now: unitNow.get(id) ?? '' };
  });
  const ofUnit = (unit: string) =>
    sum(places.filter((place) => place.then === unit).map(({ counter }) => answers.get(counter) ?? []));
  const present = now.units.filter(({ to }) => to === null);
  return {
    asThen: new Map(then.units.map(({ id }) => [id, ofUnit(id)])),
    asNow: new Map(
      present.map(({ id }) => {
        const { whole, parts } = asNow(places, (unit) => unit === id, new Set([id]));
        return [id, sum([...whole.map(ofUnit), ...parts.map(({ counter }) => answers.get(counter) ?? [])])];
      })
    )
  };
}

const wish = fc.record({
  kind: fc.constantFrom('merge', 'found', 'split', 'break', 'hand_over'),
  unit: fc.nat(20),
  other: fc.nat(20),
  counters: fc.array(fc.nat(30), { maxLength: 4 })
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** A wish as a change of the units that there are. */
function changeOf(state: OrganisationState, { kind, unit: u, other: o, counters: c }: Wish, n: number): UnitChange {
  const present = state.units.filter(({ id, to }) => to === null && id !== 'root').map(({ id }) => id);
  const at = (i: number) => present[i % present.length] ?? '';
  const unit = at(u);
  const own = state.counters.filter((counter) => counter.unit === unit).map(({ id }) => id);
  const chosen = [...new Set(c.map((i) => own[i % Math.max(1, own.length)] ?? ''))];
  const base = { unit, on: `2026-0${n + 1}-01` };
  const named = { name: `T${n}`, type: 'xã' };
  if (kind === 'merge' || kind === 'found') {
    return {
      ...base,
      kind: 'merge',
      others: [at(o)],
      into: kind === 'found' ? { code: `t${n}`, ...named } : null,
      named
    };
  }
  if (kind === 'hand_over') return { ...base, kind, to: at(o), counters: chosen };
  const rest = own.filter((id) => !chosen.includes(id));
  const parts = [chosen, ...(kind === 'break' ? [rest] : [])].map((counters, i) => {
    return { code: `t${n}-${i}`, ...named, counters };
  });
  return { ...base, kind: 'split', parts, ends: kind === 'break' };
}

/** The states between the changes of a list, those that are refused left out. */
function history(start: OrganisationState, wishes: readonly Wish[]): readonly OrganisationState[] {
  const states = [start];
  for (const [n, one] of wishes.entries()) {
    const state = states.at(-1) ?? start;
    const change = changeOf(state, one, n);
    const plan = planChange(state, change);
    if (plan.faults.length === 0) states.push(applied(state, plan, change.on, `${n}-`));
  }
  return states;
}

const start = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 6 });
const wishes = fc.array(wish, { minLength: 1, maxLength: 7 });
const vector = fc.tuple(fc.nat(1000), fc.nat(5000), fc.nat(1_000_000));

describe('mergers, splits and hand-overs', () => {
  it('leave nobody with a role at a unit that has ended, and nobody without one', () => {
    fc.assert(
      fc.property(start, wishes, (counters, list) => {
        const state = aState(counters);
        const ids = state.units.map(({ id }) => id);
        const grants = ids.map((unit, i) => ({ person: `p${i}`, role: 'unit_manager', unit }));
        for (const later of history({ ...state, grants }, list)) {
          const present = new Set(later.units.filter(({ to }) => to === null).map(({ id }) => id));
          expect(later.grants.filter(({ unit }) => !present.has(unit))).toEqual([]);
          expect(new Set(later.grants.map(({ person }) => person)).size).toBe(ids.length);
        }
      }),
      { seed: 20_261_125, numRuns: 200 }
    );
  });

  it('keep the sums of every round over the province, exactly, as then and as now', () => {
    let changes = 0;
    fc.assert(
      fc.property(start, wishes, fc.array(vector, { minLength: 24, maxLength: 24 }), (counters, list, vectors) => {
        const states = history(aState(counters), list);
        changes += states.length - 1;
        const now = states.at(-1) ?? aState(counters);
        for (const then of states) {
          const answers = new Map(then.counters.map(({ id }, i) => [id, vectors[i] ?? [0, 0, 0]]));
          const sums = bothSums(then, now, answers);
          const total = sum([...answers.values()]);
          expect(sum([...sums.asThen.values()])).toEqual(total);
          expect(sum([...sums.asNow.values()])).toEqual(total);
        }
      })
    );
    expect(changes).toBeGreaterThan(100);
  });

  it('leave as then and as now alike of a round before which all changes were, and of one read before any', () => {
    fc.assert(
      fc.property(start, wishes, fc.array(vector, { minLength: 24, maxLength: 24 }), (counters, list, vectors) => {
        for (const state of history(aState(counters), list)) {
          const answers = new Map(state.counters.map(({ id }, i) => [id, vectors[i] ?? [0, 0, 0]]));
          const sums = bothSums(state, state, answers);
          for (const [unit, now] of sums.asNow) expect(now).toEqual(sums.asThen.get(unit));
        }
      })
    );
  });

  it('leave no counter without a unit of today, and no unit in a circle', () => {
    fc.assert(
      fc.property(start, wishes, (counters, list) => {
        const last = history(aState(counters), list).at(-1) ?? aState(counters);
        const present = new Set(last.units.filter(({ to }) => to === null).map(({ id }) => id));
        expect(last.counters.filter(({ unit }) => !present.has(unit))).toEqual([]);
        const parents = last.parents.filter(({ to }) => to === null);
        expect(parents.filter(({ unit, parent }) => !present.has(unit) || !present.has(parent))).toEqual([]);
      })
    );
  });
});
