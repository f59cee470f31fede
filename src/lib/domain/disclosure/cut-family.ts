import { laneKey } from '../tally/lane.ts';
import { countIn, type Atom, type Block, type CountTable } from './count-table.ts';
import { hiddenParts } from './hidden-parts.ts';

/** Blocks of atoms that share none. What is told of a unit at a level is its sums over these blocks, one by one. */
export type Partition = readonly Block[];

/** Cuts that are told together: partitions, each finer than the one before. */
export type CutFamily = readonly Partition[];

/** The first families divide the answers that count; the others, what is set aside. */
export const BY_TYPE = 0;
export const BY_LANE = 1;
export const BY_MODE = 2;
export const BY_OWN = 3;
export const COUNTED_FAMILIES = [BY_TYPE, BY_LANE, BY_MODE, BY_OWN] as const;

/**
 * By respondent type; by evidence class, then by lane; by filing mode; by who is accountable; and, apart from what
 * counts, each class and status with its lanes. In the whole every block holds the floor: smaller ones are merged with
 * their complement.
 */
export function cutFamilies(table: CountTable, floor: number): readonly CutFamily[] {
  const { atoms, base } = table;
  const byLane = (blocks: Partition): CutFamily => [
    blocks,
    blocks.flatMap((block) => divided(table, block, floor, ({ lane }) => laneKey(lane)))
  ];
  const asideIndex = atoms.flatMap(({ counted }, i) => (counted ? [] : [i]));
  const aside = Map.groupBy(asideIndex, (i) => `${atoms[i]?.lane.evidence}/${atoms[i]?.lane.status}`);
  return [
    [divided(table, base, floor, ({ respondentType }) => respondentType)],
    byLane(divided(table, base, floor, ({ lane }) => lane.evidence)),
    [divided(table, base, floor, ({ filingMode }) => filingMode)],
    [divided(table, base, floor, ({ isOwn = false }) => String(isOwn))],
    ...[...aside.values()].map((block) => byLane([block]))
  ];
}

function divided(table: CountTable, block: Block, floor: number, key: (atom: Atom) => string): Partition {
  const root = table.whole.get(table.root);
  const parts = Map.groupBy(block, (i) => key(table.atoms[i] as Atom));
  const sizes = [...parts].map(([id, part]) => ({ id, n: countIn(root, part) }));
  const hidden = hiddenParts(sizes, floor);
  const kept = [...parts].filter(([id]) => !hidden.has(id)).map(([, part]) => part);
  const merged = [...parts].filter(([id]) => hidden.has(id)).flatMap(([, part]) => part);
  return merged.length > 0 ? [...kept, merged] : kept;
}
