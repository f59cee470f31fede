import { laneKey } from '../tally/lane.ts';
import type { Block, CountTable } from './count-table.ts';

/** Atoms by what tells them apart: type, lane, filing mode and accountable, the dimensions that families divide. */
export interface Kinds {
  /** By dimension, by atom: a number for what it is; after the four, those of its lane's channel and class. */
  readonly dimensions: readonly Int32Array[];
  /** The atom of four numbers. */
  readonly atomOf: ReadonlyMap<number, number>;
  readonly base: number;
  /** By what a group can name, by atom: a number below that of atoms for the group that it is in. */
  readonly groupings: readonly Int32Array[];
}

const [TYPE, LANE, MODE, OWN, CHANNEL, EVIDENCE] = [0, 1, 2, 3, 4, 5] as const;
const FAMILIES = 4;
/** The ways in which two atoms exchange some of four dimensions: the first stays where it is. */
const EXCHANGES = [0b0010, 0b0100, 0b0110, 0b1000, 0b1010, 0b1100, 0b1110];

/** What a group can name, together: of each dimension all or one, of lanes also a channel or a class. */
const NAMED: readonly (readonly number[])[] = [[], [TYPE]].flatMap((types) =>
  [[], [MODE]].flatMap((modes) =>
    [[], [OWN]].flatMap((own) =>
      [[], [CHANNEL], [EVIDENCE], [LANE]].map((lanes) => [...types, ...modes, ...own, ...lanes])
    )
  )
);

export function kindsOf({ atoms }: CountTable): Kinds {
  const keys = atoms.map(({ respondentType, filingMode, lane, isOwn = false }) => [
    ...[respondentType, laneKey(lane), filingMode, String(isOwn)],
    ...[lane.channel, lane.evidence]
  ]);
  const dimensions = [TYPE, LANE, MODE, OWN, CHANNEL, EVIDENCE].map((d) => {
    const names = [...new Set(keys.map((key) => key[d]))];
    return Int32Array.from(keys, (key) => names.indexOf(key[d]));
  });
  const numbered = (names: readonly string[]) => {
    const known = [...new Set(names)];
    return Int32Array.from(names, (name) => known.indexOf(name));
  };
  const groupings = NAMED.map((named) =>
    numbered(keys.map((_, atom) => named.map((d) => dimensions[d]?.[atom] ?? 0).join(' ')))
  );
  const different = new Map(groupings.map((grouping) => [grouping.join(' '), grouping]));
  const kinds = { dimensions, base: atoms.length, groupings: [...different.values()] };
  return { ...kinds, atomOf: new Map(atoms.map((_, atom) => [tupleOf(kinds, atom, atom, 0), atom])) };
}

/** The four numbers of an atom as one, with those of another in the dimensions of `taken`. */
function tupleOf(
  { dimensions, base }: Pick<Kinds, 'dimensions' | 'base'>,
  one: number,
  other: number,
  taken: number
): number {
  let tuple = 0;
  for (let d = 0; d < FAMILIES; d += 1) {
    tuple = tuple * base + (dimensions[d]?.[taken & (1 << d) ? other : one] ?? 0);
  }
  return tuple;
}

/** Whether two atoms of a unit can exchange some of what they are, so that the group changes and no margin does. */
export function isCrossed(kinds: Kinds, filled: Block, group: Block): boolean {
  const isFilled = (atom: number | undefined): atom is number => atom !== undefined && filled.includes(atom);
  const inGroup = (atom: number) => Number(group.includes(atom));
  const exchange = (x: number, y: number, taken: number): boolean => {
    const a = kinds.atomOf.get(tupleOf(kinds, x, y, taken));
    const b = isFilled(a) ? kinds.atomOf.get(tupleOf(kinds, y, x, taken)) : undefined;
    if (!isFilled(a) || !isFilled(b)) return false;
    return inGroup(x) + inGroup(y) !== inGroup(a) + inGroup(b);
  };
  const mine = group.filter((atom) => filled.includes(atom));
  return mine.some((x) =>
    filled.some((y) => areCrossing(kinds, x, y) && EXCHANGES.some((taken) => exchange(x, y, taken)))
  );
}

/** Those that differ in one dimension alone have nothing to exchange. */
function areCrossing({ dimensions }: Kinds, x: number, y: number): boolean {
  let differing = 0;
  for (let d = 0; d < FAMILIES; d += 1) if (dimensions[d]?.[x] !== dimensions[d]?.[y]) differing += 1;
  return differing > 1;
}
