import type { ChangePlan, OrganisationState } from '../../../src/lib/domain/organisation/change-plan.ts';

/** A province `root` with units `a`, `b`, …, each with as many counters (`a1`, `a2`, …) as said. */
export function aState(counters: readonly number[], change: Partial<OrganisationState> = {}): OrganisationState {
  const from = '2025-07-01';
  const ids = counters.map((_, i) => String.fromCharCode(97 + i));
  return {
    root: 'root',
    units: [
      { id: 'root', code: 'root', name: 'Lạng Sơn', type: 'tỉnh', from, to: null },
      ...ids.map((id) => ({ id, code: id, name: id.toUpperCase(), type: 'xã', from, to: null }))
    ],
    parents: ids.map((unit) => ({ unit, parent: 'root', from, to: null })),
    counters: ids.flatMap((unit, i) =>
      Array.from({ length: counters[i] ?? 0 }, (_, c) => {
        return { id: `${unit}${c + 1}`, unit, name: `Quầy ${c + 1}`, to: null, movedOn: null };
      })
    ),
    rounds: [],
    grants: [],
    namedSince: new Map(),
    today: '2026-11-25',
    ...change
  };
}

/** The organisation after a plan, as unit-changes.ts writes it. `prefix` tells new units of several changes apart. */
export function applied(state: OrganisationState, plan: ChangePlan, on: string, prefix: string): OrganisationState {
  const idOf = (id: string) => (id.startsWith('new-') ? `${prefix}${id}` : id);
  const moved = new Map(plan.counters.map((move) => [move.counter, move]));
  const leaving = new Set([...plan.ends, ...plan.moves.map(({ unit }) => unit)]);
  const renamed = new Map(plan.renames.map(({ unit, ...name }) => [unit, name]));
  return {
    ...state,
    units: [
      ...state.units.map((unit) => ({
        ...unit,
        ...renamed.get(unit.id),
        to: plan.ends.includes(unit.id) ? on : unit.to
      })),
      ...plan.begins.map(({ id, code, name, type }) => ({ id: idOf(id), code, name, type, from: on, to: null }))
    ],
    parents: [
      ...state.parents.map((row) => ({ ...row, to: row.to === null && leaving.has(row.unit) ? on : row.to })),
      ...plan.begins.map(({ id, parent }) => ({ unit: idOf(id), parent, from: on, to: null })),
      ...plan.moves.map(({ unit, parent }) => ({ unit, parent: idOf(parent), from: on, to: null }))
    ],
    grants: state.grants.flatMap((grant) => {
      const follows = plan.grants.find(({ person, role, from }) => {
        return person === grant.person && role === grant.role && from === grant.unit;
      });
      return follows ? follows.to.map((to) => ({ ...grant, unit: idOf(to) })) : [grant];
    }),
    counters: state.counters.map((counter) => {
      const move = moved.get(counter.id);
      return move ? { ...counter, unit: idOf(move.to), name: move.name, movedOn: on } : counter;
    })
  };
}
