import type { Lane } from '../tally/lane.ts';
import { countIn, countTable, indexedCells, type Block, type CountedCell, type CountTable } from './count-table.ts';
import { cutFamilies, type Partition } from './cut-family.ts';
import { protectSmallGroups } from './exchange.ts';
import { Told } from './told.ts';

/** A cut of a unit: one respondent type or all, one filing mode or all, and the lanes it keeps (null = those that count). */
export interface Cut {
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  readonly keepsLane: ((lane: Lane) => boolean) | null;
  /** The answers alone to items for which the unit itself is accountable. */
  readonly isOwn?: boolean;
}

/** All that counts of a unit. */
export const WHOLE: Cut = { respondentType: null, filingMode: null, keepsLane: null };

/** Why a cut of a unit may not be shown: too few answers, or because others could be computed from it. Null: it may. */
export type Disclosure = (unit: string, cut: Cut) => 'floor' | 'complementary' | null;

export interface DisclosureInput {
  readonly cells: readonly CountedCell[];
  /** From the root to the unit itself, of every unit with cells. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Whether a lane counts in the headline. */
  readonly counted: (lane: Lane) => boolean;
  /** The smallest group whose figures may be shown. */
  readonly floor: number;
}

/**
 * What may be shown of a round, so that no group below the floor can be computed from all that is shown, of any unit
 * and by any cut (complementary suppression over the whole hierarchy, RELIABILITY §5.2; Hundepool et al., Statistical
 * Disclosure Control, 2012, ch. 4). There are four families of cuts, by respondent type, by lane, by filing mode and by who
 * is accountable, never two at once.
 *
 * 1. A unit below the floor is hidden, with its complement among its siblings (`told.ts`).
 * 2. Blocks that are too small in the whole are merged with the next smallest (`cut-family.ts`).
 * 3. A unit tells a family only where every block holds nobody or at least the floor, both in the unit itself and in
 *    what the units beside it leave untold, which is their parent less the rest.
 * 4. Every small group can be exchanged for others with all that is told unchanged (`exchange.ts`).
 *
 * Rule 3 bounds every linear combination that isolates a group: a sum of a function of the type, one of the lane and one
 * of the mode that is 0 or 1 everywhere depends on one of them only (of any two of them the four corners say so), so that
 * the families can be judged one by one. Rule 4
 * holds for readers who know which cells are empty.
 */
export function disclosure({ cells, paths, counted, floor }: DisclosureInput): Disclosure {
  const counts = cells.map(({ n }) => n);
  return disclosureOf(countTable(indexedCells(cells, paths, counted), counts), floor);
}

/** What may be shown of a table. */
export function disclosureOf(table: CountTable, floor: number): Disclosure {
  const families = cutFamilies(table, floor);
  const told = new Told(table, families, floor);
  protectSmallGroups(table, told, families, floor);
  return (unit, cut) => {
    const wanted = atomsOf(table, cut);
    const n = countIn(table.whole.get(unit), wanted);
    const counts = wanted.every((atom) => table.atoms[atom]?.counted);
    const isEmpty = wanted.length === 0 || (counts && countIn(table.whole.get(unit), table.base) === 0);
    if (isEmpty) return null;
    const isTotal = counts && wanted.length === table.base.length;
    const isTold = isTotal || families.some((levels, f) => isUnion(levels[told.level(f, unit) - 1], wanted));
    if (isTold && !told.isHidden(unit)) return null;
    return n > 0 && n < floor ? 'floor' : 'complementary';
  };
}

function atomsOf({ atoms }: CountTable, { respondentType, filingMode, keepsLane, isOwn = false }: Cut): Block {
  return atoms.flatMap((atom, i) => {
    const keeps = keepsLane === null ? atom.counted : keepsLane(atom.lane);
    const isOfType = respondentType === null || respondentType === atom.respondentType;
    const isOfMode = filingMode === null || filingMode === atom.filingMode;
    return keeps && isOfType && isOfMode && (!isOwn || atom.isOwn === true) ? [i] : [];
  });
}

function isUnion(blocks: Partition | undefined, wanted: Block): boolean {
  const inside = (blocks ?? []).filter((block) => block.every((atom) => wanted.includes(atom)));
  return inside.flat().length === wanted.length;
}
