import { changeFaults } from './change-faults.ts';
import type { ChangePlan, MovedCounter, OrganisationState, UnitChange } from './change-plan.ts';
import { movedGrants } from './moved-grants.ts';
import { COUNTER_NAME_MAX } from './names.ts';

type Effects = Omit<ChangePlan, 'faults' | 'counters' | 'grants'> & {
  readonly counters: readonly Omit<MovedCounter, 'name'>[];
};

const NOTHING: Effects = { ends: [], begins: [], renames: [], moves: [], counters: [], successions: [] };

/** What the change would do, and what stands against it. A plan with faults is shown and never done. */
export function planChange(state: OrganisationState, change: UnitChange): ChangePlan {
  const effects = effectsOf(state, change);
  const plan = {
    ...effects,
    counters: named(state, effects.counters),
    grants: movedGrants(state.grants, effects)
  };
  return { ...plan, faults: changeFaults(state, change, plan) };
}

function effectsOf(state: OrganisationState, change: UnitChange): Effects {
  switch (change.kind) {
    case 'rename':
      return { ...NOTHING, renames: [{ unit: change.unit, name: change.name, type: change.type }] };
    case 'move':
      return { ...NOTHING, moves: [{ unit: change.unit, parent: change.parent }] };
    case 'merge':
      return merged(state, change);
    case 'split':
      return split(state, change);
    case 'hand_over':
      return { ...NOTHING, counters: taken(state, change.unit, change.to, change.counters) };
  }
}

function merged(state: OrganisationState, change: UnitChange & { readonly kind: 'merge' }): Effects {
  const { unit, others, into, named: name } = change;
  const to = into ? 'new-1' : unit;
  const ends = into ? [unit, ...others] : others;
  const parent = parentOf(state, unit);
  const old = state.units.find(({ id }) => id === unit);
  const isRenamed = into === null && (old?.name !== name.name || old.type !== name.type);
  return {
    ends,
    begins: into ? [{ ...into, id: to, parent }] : [],
    renames: isRenamed ? [{ unit, ...name }] : [],
    moves: ends.flatMap((end) => childrenOf(state, end).map((child) => ({ unit: child, parent: to }))),
    counters: ends.flatMap((end) => taken(state, end, to, null)),
    successions: ends.map((from) => ({ from, to, kind: 'merge' }))
  };
}

function split(state: OrganisationState, change: UnitChange & { readonly kind: 'split' }): Effects {
  const { unit, parts, ends } = change;
  const parent = parentOf(state, unit);
  const ids = parts.map((_, i) => `new-${i + 1}`);
  const assigned = parts.flatMap(({ counters }, i) => taken(state, unit, ids[i] ?? '', counters));
  // A counter that ended long ago goes with the first part, so that its answers are somebody's "as now".
  const gone = state.counters.filter((counter) => counter.unit === unit && counter.to !== null).map(({ id }) => id);
  return {
    ...NOTHING,
    ends: ends ? [unit] : [],
    begins: parts.map(({ code, name, type }, i) => ({ id: ids[i] ?? '', code, name, type, parent })),
    counters: ends ? [...assigned, ...taken(state, unit, ids[0] ?? '', gone)] : assigned,
    successions: ids.map((to) => ({ from: unit, to, kind: 'split' }))
  };
}

/** The counters of a unit that go to another: those named, or all of them, ended ones too. */
function taken(state: OrganisationState, from: string, to: string, counters: readonly string[] | null) {
  return state.counters
    .filter(({ id, unit }) => unit === from && (counters === null || counters.includes(id)))
    .map(({ id: counter }) => ({ counter, from, to }));
}

/** Two counters of a unit with one name could not be told apart: those that come bear their old unit's name then. */
function named(state: OrganisationState, moved: Effects['counters']): readonly MovedCounter[] {
  const byId = new Map(state.counters.map((counter) => [counter.id, counter]));
  const goesTo = new Map(moved.map(({ counter, to }) => [counter, to]));
  const places = state.counters
    .filter(({ to }) => to === null)
    .map(({ id, unit, name }) => `${goesTo.get(id) ?? unit}|${name}`);
  const unitNames = new Map(state.units.map(({ id, name }) => [id, name]));
  return moved.map(({ counter, from, to }) => {
    const name = byId.get(counter)?.name ?? '';
    const isShared = places.filter((place) => place === `${to}|${name}`).length > 1;
    const suffix = ` (${unitNames.get(from) ?? ''})`;
    return {
      counter,
      from,
      to,
      name: isShared ? [...name].slice(0, COUNTER_NAME_MAX - suffix.length).join('') + suffix : name
    };
  });
}

function parentOf({ parents, root }: OrganisationState, unit: string): string {
  return parents.find((row) => row.unit === unit && row.to === null)?.parent ?? root;
}

function childrenOf({ parents }: OrganisationState, unit: string): readonly string[] {
  return parents.filter((row) => row.parent === unit && row.to === null).map((row) => row.unit);
}
