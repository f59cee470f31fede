import { dayFrom } from '../import/cell.ts';
import { cleanName, TYPE_MAX, UNIT_NAME_MAX, unitCode } from './names.ts';
import type { ChangeFault, ChangePlan, NewName, OrganisationState, StateRound, UnitChange } from './change-plan.ts';

type Effects = Omit<ChangePlan, 'faults'>;

const fault = (code: ChangeFault['code'], details: ChangeFault['details'] = {}): ChangeFault => ({ code, details });

/** All that stands against a change, at once; empty when it can be done. */
export function changeFaults(state: OrganisationState, change: UnitChange, effects: Effects): readonly ChangeFault[] {
  return [
    ...unitFaults(state, change),
    ...wishFaults(state, change),
    ...nameFaults(state, effects),
    ...dayFaults(state, change, effects),
    ...roundFaults(state, change, effects)
  ];
}

/** The units that a change is about and that exist already. */
function involved(change: UnitChange): readonly string[] {
  switch (change.kind) {
    case 'rename':
    case 'split':
      return [change.unit];
    case 'move':
      return [change.unit, change.parent];
    case 'merge':
      return [change.unit, ...change.others];
    case 'hand_over':
      return [change.unit, change.to];
  }
}

function unitFaults({ units, root }: OrganisationState, change: UnitChange): readonly ChangeFault[] {
  const ids = involved(change);
  const isPresent = (id: string) => units.some((unit) => unit.id === id && unit.to === null);
  const [unit = '', ...others] = ids;
  const touchesRoot = unit === root || (change.kind !== 'move' && others.includes(root));
  return [
    ...(touchesRoot && change.kind !== 'rename' ? [fault('root')] : []),
    ...(ids.every(isPresent) ? [] : [fault('not_present')]),
    ...(new Set(ids).size < ids.length ? [fault('itself')] : [])
  ];
}

function wishFaults(state: OrganisationState, change: UnitChange): readonly ChangeFault[] {
  const { parents, counters, units } = state;
  const parentNow = (id: string) => parents.find((row) => row.unit === id && row.to === null)?.parent;
  if (change.kind === 'rename') {
    const unit = units.find(({ id }) => id === change.unit);
    return unit?.name === change.name && unit.type === change.type ? [fault('name_same')] : [];
  }
  if (change.kind === 'move') {
    if (parentNow(change.unit) === change.parent) return [fault('parent_same')];
    return isUnder(parentNow, change.parent, change.unit) ? [fault('cycle')] : [];
  }
  if (change.kind === 'merge') {
    const under = change.others.some(
      (other) => isUnder(parentNow, change.unit, other) || isUnder(parentNow, other, change.unit)
    );
    return [...(change.others.length === 0 ? [fault('no_units')] : []), ...(under ? [fault('cycle')] : [])];
  }
  const own = counters.filter(({ unit, to }) => unit === change.unit && to === null).map(({ id }) => id);
  if (change.kind === 'hand_over') return change.counters.some((id) => own.includes(id)) ? [] : [fault('no_counters')];
  const given = change.parts.flatMap((part) => part.counters.filter((id) => own.includes(id)));
  const isEmpty = change.parts.some((part) => !part.counters.some((id) => own.includes(id)));
  const left = own.filter((id) => !given.includes(id));
  return [
    ...(change.parts.length === 0 ? [fault('no_units')] : []),
    ...(isEmpty ? [fault('no_counters')] : []),
    ...(change.ends && left.length > 0 ? [fault('counters_left')] : []),
    ...(change.ends && parents.some((row) => row.parent === change.unit && row.to === null)
      ? [fault('has_children')]
      : [])
  ];
}

function isUnder(parentOf: (id: string) => string | undefined, unit: string, above: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = unit; at !== undefined && !seen.has(at); at = parentOf(at)) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}

function nameFaults({ units }: OrganisationState, { begins, renames }: Effects): readonly ChangeFault[] {
  const names: readonly NewName[] = [...begins, ...renames];
  const codes = begins.map(({ code }) => code);
  const isTaken = codes.filter((code, i) => codes.indexOf(code) !== i || units.some((unit) => unit.code === code));
  return [
    ...(names.every(({ name }) => cleanName(name, UNIT_NAME_MAX) === name) ? [] : [fault('name_malformed')]),
    ...(names.every(({ type }) => cleanName(type, TYPE_MAX) === type) ? [] : [fault('type_malformed')]),
    ...(codes.every((code) => unitCode(code) === code) ? [] : [fault('code_malformed')]),
    ...isTaken.map((code) => fault('code_taken', { code }))
  ];
}

/**
 * A change holds from its day on. It may not reach into a round that has begun, whose figures stand as then, nor before
 * the last change of the same kind.
 */
function dayFaults(state: OrganisationState, change: UnitChange, effects: Effects): readonly ChangeFault[] {
  const { on } = change;
  if (dayFrom(on) !== on) return [fault('day_malformed')];
  if (on > state.today) return [fault('day_future')];
  const ids = new Set(involved(change));
  const touched = new Set(effects.counters.map(({ counter }) => counter));
  const moved = [...effects.moves.map(({ unit }) => unit), ...effects.ends];
  const floors = [
    ...state.units.filter(({ id }) => ids.has(id)).map(({ from }) => from),
    ...state.rounds
      .filter(({ status, units }) => status !== 'draft' && [...ids].some((id) => units.has(id)))
      .map((round) => lastOwnDay(round, state.today)),
    ...state.counters.filter(({ id }) => touched.has(id)).map(({ movedOn }) => movedOn ?? ''),
    ...state.parents.filter((row) => row.to === null && moved.includes(row.unit)).map(({ from }) => from),
    ...effects.renames.map(({ unit }) => state.namedSince.get(unit) ?? '')
  ];
  const last = floors.reduce((latest, day) => (day > latest ? day : latest), '');
  return on > last ? [] : [fault('day_early', { day: last })];
}

/** The last day of a round that a change may not reach; of one that goes on, or was closed before its time, its first. */
function lastOwnDay({ status, opensOn, closesOn }: StateRound, today: string): string {
  return (status === 'closed' || status === 'closing') && closesOn < today ? closesOn : opensOn;
}

/** While a round takes answers of a unit its counters stay, so that each answer is counted where it was given. */
function roundFaults(state: OrganisationState, change: UnitChange, effects: Effects): readonly ChangeFault[] {
  const moves = effects.counters.length > 0 || effects.ends.length > 0;
  const ids = involved(change);
  const at = state.rounds.filter(({ status, units }) => {
    if (status === 'draft') return effects.ends.some((id) => units.has(id));
    return status !== 'closed' && moves && ids.some((id) => units.has(id));
  });
  return at.map(({ name, status }) => fault(status === 'draft' ? 'draft' : 'round', { round: name }));
}
