import { laneKey, type Lane } from '../tally/lane.ts';

/** What tells the answers of a unit apart: the finest group that cuts can name together. */
export interface Kind {
  readonly respondentType: string;
  readonly filingMode: string;
  readonly lane: Lane;
  /** Of an area: whether the unit itself is accountable for the item that was answered. */
  readonly isOwn?: boolean | undefined;
}

/** How many answers of a kind a unit has. */
export interface CountedCell extends Kind {
  readonly unit: string;
  readonly n: number;
}

export interface Atom extends Kind {
  /** Whether its lane counts in the headline. */
  readonly counted: boolean;
}

/** Atoms by their index in the table. */
export type Block = readonly number[];

/** Answers by atom. A round has thousands, of a few numbers each: as typed arrays the wrapping would weigh more than they. */
export type Row = readonly number[];

/** Answers by unit and kind, with the tree of the units. */
export interface CountTable {
  readonly atoms: readonly Atom[];
  /** The atoms that count: what a total sums. */
  readonly base: Block;
  readonly root: string;
  /** Given in the unit itself. */
  readonly own: ReadonlyMap<string, Row>;
  /** Given in the unit and all units under it. */
  readonly whole: ReadonlyMap<string, Row>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** Cells with what tells them apart, numbered in the order of names, so that their own order does not matter. */
export interface IndexedCells {
  readonly units: readonly string[];
  readonly atoms: readonly Atom[];
  /** By cell. */
  readonly atomOf: Int32Array;
  /** From the root to the unit itself, of every unit with cells. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** Many tables are made of the same cells: of all answers, and of those to each area. */
export function indexedCells(
  cells: readonly Omit<CountedCell, 'n'>[],
  paths: ReadonlyMap<string, readonly string[]>,
  counted: (lane: Lane) => boolean
): IndexedCells {
  const found = new Map<string, Atom>();
  const names = cells.map((cell) => {
    const name = nameOf(cell);
    const { respondentType, filingMode, lane, isOwn } = cell;
    if (!found.has(name)) found.set(name, { respondentType, filingMode, lane, isOwn, counted: counted(lane) });
    return name;
  });
  const ordered = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const index = new Map(ordered.map(([name], i) => [name, i]));
  return {
    units: cells.map(({ unit }) => unit),
    atoms: ordered.map(([, atom]) => atom),
    atomOf: Int32Array.from(names, (name) => index.get(name) ?? 0),
    paths
  };
}

/** The table of the filled cells, by cell how many. Units are in the order of their names, whatever that of the cells. */
export function countTable({ units, atoms, atomOf, paths }: IndexedCells, counts: ArrayLike<number>): CountTable {
  const sums = new Float64Array(atoms.length);
  for (const [i, atom] of atomOf.entries()) sums[atom] = (sums[atom] ?? 0) + (counts[i] ?? 0);
  const filled = [...atoms.keys()].filter((atom) => (sums[atom] ?? 0) > 0);
  const place = new Int32Array(atoms.length);
  for (const [i, atom] of filled.entries()) place[atom] = i;
  const rows = new Map<string, number[]>();
  for (const [i, unit] of units.entries()) {
    const n = counts[i] ?? 0;
    if (n === 0) continue;
    const row = rows.get(unit) ?? filled.map(() => 0);
    const at = place[atomOf[i] ?? 0] ?? 0;
    row[at] = (row[at] ?? 0) + n;
    rows.set(unit, row);
  }
  const own = new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  const kept = filled.flatMap((atom) => atoms[atom] ?? []);
  const base = kept.flatMap((atom, i) => (atom.counted ? [i] : []));
  const [first = ''] = own.keys();
  return { atoms: kept, base, root: paths.get(first)?.[0] ?? first, own, paths, ...treeOf(own, paths) };
}

function treeOf(own: ReadonlyMap<string, Row>, paths: ReadonlyMap<string, readonly string[]>) {
  const whole = new Map<string, Row>();
  const children = new Map<string, Set<string>>();
  for (const [unit, row] of own) {
    let parent: string | undefined;
    for (const node of paths.get(unit) ?? [unit]) {
      const sum = whole.get(node);
      whole.set(node, sum ? sum.map((n, atom) => n + (row[atom] ?? 0)) : row);
      if (parent !== undefined) children.set(parent, (children.get(parent) ?? new Set()).add(node));
      parent = node;
    }
  }
  return { whole, children: new Map([...children].map(([unit, under]) => [unit, [...under].sort()])) };
}

const nameOf = ({ respondentType, filingMode, lane, isOwn = false }: Kind) =>
  `${respondentType}|${filingMode}|${laneKey(lane)}|${isOwn}`;

/** The answers of a row in a block. */
export function countIn(row: Row | undefined, block: Block): number {
  let n = 0;
  for (const atom of block) n += row?.[atom] ?? 0;
  return n;
}

/** Whether a count tells nothing of a small group: nobody, or enough. */
export function isSafe(n: number, floor: number): boolean {
  return n === 0 || n >= floor;
}

/** The units that have units under them, parents first. */
export function parentsFirst({ root, children }: CountTable): readonly string[] {
  const order = children.has(root) ? [root] : [];
  for (const unit of order) order.push(...(children.get(unit) ?? []).filter((id) => children.has(id)));
  return order;
}

/** A unit and all units under it. */
export function subtree({ children }: CountTable, unit: string): readonly string[] {
  const units = [unit];
  for (const id of units) units.push(...(children.get(id) ?? []));
  return units;
}
