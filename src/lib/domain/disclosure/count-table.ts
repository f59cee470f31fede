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

/** Answers by unit and kind, with the tree of the units. */
export interface CountTable {
  readonly atoms: readonly Atom[];
  /** The atoms that count: what a total sums. */
  readonly base: Block;
  readonly root: string;
  /** Given in the unit itself. */
  readonly own: ReadonlyMap<string, Float64Array>;
  /** Given in the unit and all units under it. */
  readonly whole: ReadonlyMap<string, Float64Array>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** The table of the filled cells. `paths` go from the root to the unit itself, of every unit with cells. */
export function countTable(
  cells: readonly CountedCell[],
  paths: ReadonlyMap<string, readonly string[]>,
  counted: (lane: Lane) => boolean
): CountTable {
  const filled = cells.filter(({ n }) => n > 0);
  const atoms = new Map<string, Atom>();
  const named = filled.map((cell) => ({ cell, name: nameOf(cell) }));
  for (const { cell, name } of named) {
    const { respondentType, filingMode, lane, isOwn } = cell;
    if (!atoms.has(name)) atoms.set(name, { respondentType, filingMode, lane, isOwn, counted: counted(lane) });
  }
  const index = new Map([...atoms.keys()].sort().map((name, i) => [name, i]));
  const own = new Map<string, Float64Array>();
  const whole = new Map<string, Float64Array>();
  const children = new Map<string, Set<string>>();
  const add = (sums: Map<string, Float64Array>, unit: string, atom: number, n: number) => {
    const row = sums.get(unit) ?? new Float64Array(atoms.size);
    row[atom] = (row[atom] ?? 0) + n;
    sums.set(unit, row);
  };
  const pathOf = (unit: string) => paths.get(unit) ?? [unit];
  for (const { cell, name } of named) {
    const { unit, n } = cell;
    const atom = index.get(name) ?? 0;
    add(own, unit, atom, n);
    let parent: string | undefined;
    for (const node of pathOf(unit)) {
      add(whole, node, atom, n);
      if (parent !== undefined) children.set(parent, (children.get(parent) ?? new Set()).add(node));
      parent = node;
    }
  }
  const ordered = [...index.keys()].flatMap((name) => atoms.get(name) ?? []);
  return {
    atoms: ordered,
    base: ordered.flatMap((atom, i) => (atom.counted ? [i] : [])),
    root: filled[0] ? (pathOf(filled[0].unit)[0] ?? '') : '',
    own,
    whole,
    children: new Map([...children].map(([unit, under]) => [unit, [...under].sort()])),
    paths
  };
}

const nameOf = ({ respondentType, filingMode, lane, isOwn = false }: Kind) =>
  `${respondentType}|${filingMode}|${laneKey(lane)}|${isOwn}`;

/** The answers of a row in a block. */
export function countIn(row: Float64Array | undefined, block: Block): number {
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
