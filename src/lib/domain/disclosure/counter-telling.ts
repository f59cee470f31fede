import type { Lane } from '../tally/lane.ts';
import { WHOLE, type Cut } from './disclosure.ts';
import { roundDisclosure, type RoundCell } from './round-disclosure.ts';

export interface CounterTelling {
  /** The answers of a unit; in each cell its counter stands in place of the unit. */
  readonly cells: readonly RoundCell[];
  readonly unit: string;
  readonly counted: (lane: Lane) => boolean;
  readonly floor: number;
  /** The cuts that are told of the unit. */
  readonly told: readonly Cut[];
}

/**
 * Why the headline of a counter may not be told beside all that is told of its unit; null: it may. The unit is taken for
 * a province and its counters for units of it, of which totals alone are told: those below the floor are hidden with
 * others that cover them. Where that would take a cut from the unit which is told of it, no counter is told.
 */
export function counterTelling({ cells, unit, counted, floor, told }: CounterTelling) {
  const nodeOf = (counter: string) => `${unit} ${counter}`; // a counter may have the id of its unit
  const named = cells.map((cell) => ({ ...cell, unit: nodeOf(cell.unit) }));
  const paths = new Map(named.map(({ unit: node }) => [node, [unit, node]]));
  const { whole } = roundDisclosure(named, { paths, counted, floor, areas: 0 });
  const isCovered = told.every((cut) => whole(unit, cut) === null);
  return (counter: string): ReturnType<typeof whole> => (isCovered ? whole(nodeOf(counter), WHOLE) : 'complementary');
}
