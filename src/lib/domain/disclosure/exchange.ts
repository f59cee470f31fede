import { countIn, parentsFirst, subtree, type Block, type CountTable, type Row } from './count-table.ts';
import { COUNTED_FAMILIES, type CutFamily, type Partition } from './cut-family.ts';
import { isCrossed, kindsOf, type Kinds } from './kinds.ts';
import type { Told } from './told.ts';

/** The answers of some atoms, given in a unit itself or in all units under it. */
interface Group {
  readonly unit: string;
  /** Where they were given. */
  readonly places: ReadonlySet<string>;
  readonly atoms: Block;
}

/** By level, the number of the block of each atom. */
type BlockOf = readonly Int32Array[];

interface Ground {
  readonly table: CountTable;
  readonly told: Told;
  /** By family. */
  readonly blocks: readonly BlockOf[];
  /** By unit, the atoms in which it has answers itself. */
  readonly filled: ReadonlyMap<string, Block>;
  readonly kinds: Kinds;
}

/**
 * Lets units tell less until every group below the floor can be exchanged for others with all that is told unchanged,
 * using filled cells only. Then no such group can be computed, even by a reader who knows which cells are empty.
 */
export function protectSmallGroups(table: CountTable, told: Told, families: readonly CutFamily[], floor: number): void {
  if (told.isHidden(table.root)) return;
  const kinds = kindsOf(table);
  const groups = smallGroups(table, kinds, floor);
  const blocks = COUNTED_FAMILIES.map((f) => (families[f] ?? []).map((level) => blockOf(table, level)));
  const filledIn = (row: Row) => table.base.filter((atom) => (row[atom] ?? 0) > 0);
  const filled = new Map([...table.own].map(([unit, row]) => [unit, filledIn(row)]));
  const ground = { table, told, blocks, filled, kinds };
  // What is told only shrinks, so that a group once found exchangeable stays so.
  for (const group of groups) {
    while (!isExchangeable(ground, group)) {
      if (tellLess(ground, group)) continue;
      for (const unit of table.children.get(table.root) ?? []) told.hide(unit);
      return;
    }
  }
}

/** The groups that somebody could ask about: by type, filing mode, accountable or not, and channel, class or lane. */
function smallGroups(table: CountTable, kinds: Kinds, floor: number): readonly Group[] {
  const { own, whole } = table;
  const groupsOf = (unit: string, places: () => ReadonlySet<string>, row: Row) =>
    smallIn(table, kinds, row, floor).map((atoms) => ({ unit, places: places(), atoms }));
  const single = [...own].flatMap(([unit, row]) => groupsOf(unit, () => new Set([unit]), row));
  const joint = parentsFirst(table).flatMap((unit) => {
    const row = whole.get(unit);
    return row ? groupsOf(unit, () => new Set(subtree(table, unit)), row) : [];
  });
  return [...single, ...joint];
}

/** The filled atoms of each group of a row that is below the floor, once. */
function smallIn({ base }: CountTable, { groupings }: Kinds, row: Row, floor: number): readonly Block[] {
  const filled = base.filter((atom) => (row[atom] ?? 0) > 0);
  const small = filled.filter((atom) => (row[atom] ?? 0) < floor);
  if (small.length === 0) return []; // a small group consists of small atoms
  const found = new Map<string, Block>();
  const sizes = new Float64Array(row.length);
  for (const groupOf of groupings) {
    sizes.fill(0);
    for (const atom of filled) sizes[groupOf[atom] ?? 0] = (sizes[groupOf[atom] ?? 0] ?? 0) + (row[atom] ?? 0);
    const left = small.filter((atom) => (sizes[groupOf[atom] ?? 0] ?? 0) < floor);
    if (left.length === 0) continue;
    for (const atoms of Map.groupBy(left, (atom) => groupOf[atom]).values()) found.set(atoms.join(' '), atoms);
  }
  return [...found.values()];
}

function blockOf({ atoms }: CountTable, level: Partition): Int32Array {
  const of = new Int32Array(atoms.length).fill(-1);
  level.forEach((block, i) => block.forEach((atom) => (of[atom] = i)));
  return of;
}

function isExchangeable(ground: Ground, group: Group): boolean {
  const { filled, kinds } = ground;
  const sides = [...group.places].flatMap((place) => {
    const mine = filled.get(place);
    return mine?.some((atom) => group.atoms.includes(atom)) ? [{ place, mine }] : [];
  });
  if (sides.some(({ mine }) => isCrossed(kinds, mine, group.atoms))) return true;
  for (const side of sides) {
    for (const [place, mine] of filled) if (isExchangedWith(ground, group, side, { place, mine })) return true;
  }
  return false;
}

/** A unit and the atoms in which it has answers. */
interface Side {
  readonly place: string;
  readonly mine: Block;
}

function isExchangedWith(ground: Ground, group: Group, a: Side, b: Side): boolean {
  const inA = Number(group.places.has(a.place));
  const inB = Number(group.places.has(b.place));
  const inGroup = (atom: number) => Number(group.atoms.includes(atom));
  let paths: ReturnType<typeof pathsOf> | null = null;
  return group.atoms.some((x) => {
    if (!a.mine.includes(x)) return false;
    return b.mine.some((y) => {
      const [ofX, ofY] = [inGroup(x), inGroup(y)];
      const moves = inA * ofX !== inB * ofY;
      const exchanges = (inA - inB) * (ofX - ofY) !== 0 && a.mine.includes(y) && b.mine.includes(x);
      if (!moves && !exchanges) return false;
      paths ??= pathsOf(ground, a.place, b.place);
      const { shared, apart, isUntold } = paths;
      // One answer moves from y in one unit to x in the other, where no total tells.
      if (moves && isUntold && shared.every((id) => isAlike(ground, id, x, y))) return true;
      // Or the two units exchange an answer of x for one of y.
      return exchanges && apart.every((id) => isAlike(ground, id, x, y));
    });
  });
}

function pathsOf({ table: { paths }, told }: Ground, a: string, b: string) {
  const [pathA, pathB] = [paths.get(a) ?? [a], paths.get(b) ?? [b]];
  const shared = pathA.filter((id) => pathB.includes(id));
  const apart = [...pathA, ...pathB].filter((id) => !shared.includes(id));
  return { shared, apart, isUntold: apart.every((id) => told.isHidden(id)) };
}

/** Whether nothing told of a unit tells two atoms apart. */
function isAlike({ told, blocks }: Ground, unit: string, x: number, y: number): boolean {
  return blocks.every((levels, family) => {
    const of = levels[told.level(family, unit) - 1];
    return of === undefined || of[x] === of[y];
  });
}

/** One step less: of the unit, else of a sibling that could exchange with it, else of the unit above. */
function tellLess({ table, told }: Ground, { unit, atoms: group }: Group): boolean {
  const total = (id: string) => countIn(table.whole.get(id), table.base);
  const path = table.paths.get(unit) ?? [unit];
  for (const [up, node] of [...path].reverse().entries()) {
    if (told.lower(node)) return true;
    const parent = path[path.length - 2 - up];
    const siblings = (table.children.get(parent ?? '') ?? [])
      .filter((id) => id !== node && countIn(table.whole.get(id), group) > 0)
      .sort((a, b) => total(a) - total(b) || (a < b ? -1 : 1));
    if (siblings.some((id) => told.lower(id))) return true;
    const shown = told.isHidden(node) ? siblings.find((id) => !told.isHidden(id)) : undefined;
    if (shown === undefined) continue;
    told.hide(shown);
    return true;
  }
  return false;
}
