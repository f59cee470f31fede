import type { UnitParent } from './unit-tree.ts';
import { holdsOn } from './unit-tree.ts';

/** What a unit was called from a day to a day. */
export interface PastName {
  readonly unit: string;
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
}

/** A counter that went from one unit to another on a day. */
export interface CounterMove {
  readonly counter: string;
  readonly from: string;
  readonly to: string;
  readonly on: string;
}

/** What a unit was called on a day: the name of then, else the present one. */
export function nameOn<T extends { readonly id: string; readonly name: string; readonly type: string }>(
  unit: T,
  past: readonly PastName[],
  day: string
): T {
  const then = past.find((name) => name.unit === unit.id && holdsOn(name, day));
  return then ? { ...unit, name: then.name, type: then.type } : unit;
}

/** The unit of a counter on a day, by its moves; `present` is where it is now. */
export function counterUnitOn(moves: readonly CounterMove[], counter: string, present: string, day: string): string {
  const later = moves.filter((move) => move.counter === counter && move.on > day);
  return later.sort((a, b) => (a.on < b.on ? -1 : 1))[0]?.from ?? present;
}

/**
 * The path from the root to the unit on a day. Before its first day a unit stands where it stood first, after its last
 * where it stood last: what is asked of a round that began before the unit was entered, or of a unit that is gone. The
 * parents are given by unit.
 */
export function pathNear(
  parentsOf: ReadonlyMap<string, readonly UnitParent[]>,
  unit: string,
  day: string
): readonly string[] {
  const path = [unit];
  for (let at = parentNear(parentsOf.get(unit), day); at !== undefined && !path.includes(at);) {
    path.unshift(at);
    at = parentNear(parentsOf.get(at), day);
  }
  return path;
}

function parentNear(rows: readonly UnitParent[] = [], day: string): string | undefined {
  const near = rows.find((row) => holdsOn(row, day));
  if (near) return near.parent;
  const inOrder = rows.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return (inOrder.findLast((row) => row.from <= day) ?? inOrder[0])?.parent;
}
