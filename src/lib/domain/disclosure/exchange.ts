import { laneKey } from '../tally/lane.ts';
import { countIn, parentsFirst, subtree, type Block, type CountTable } from './count-table.ts';
import { BY_LANE, BY_TYPE, type CutFamily, type Partition } from './cut-family.ts';
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
}

/**
 * Lets units tell less until every group below the floor can be exchanged for others with all that is told unchanged,
 * using filled cells only. Then no such group can be computed, even by a reader who knows which cells are empty.
 */
export function protectSmallGroups(table: CountTable, told: Told, families: readonly CutFamily[], floor: number): void {
  if (told.isHidden(table.root)) return;
  const blocks = [BY_TYPE, BY_LANE].map((f) => (families[f] ?? []).map((level) => blockOf(table, level)));
  const filledIn = (row: Float64Array) => table.base.filter((atom) => (row[atom] ?? 0) > 0);
  const filled = new Map([...table.own].map(([unit, row]) => [unit, filledIn(row)]));
  const ground = { table, told, blocks, filled };
  // What is told only shrinks, so that a group once found exchangeable stays so.
  for (const group of smallGroups(table, floor)) {
    while (!isExchangeable(ground, group)) {
      if (tellLess(ground, group)) continue;
      for (const unit of table.children.get(table.root) ?? []) told.hide(unit);
      return;
    }
  }
}

/** The groups that somebody could ask about: all or one type, in all lanes or those of a channel, a class or alone. */
function smallGroups(table: CountTable, floor: number): readonly Group[] {
  const { own, whole, atoms, base } = table;
  const everybody = () => '';
  const types = [everybody, (i: number) => atoms[i]?.respondentType];
  const lanes = [
    everybody,
    (i: number) => atoms[i]?.lane.channel,
    (i: number) => atoms[i]?.lane.evidence,
    (i: number) => atoms[i] && laneKey(atoms[i].lane)
  ];
  const names = types.flatMap((type) => lanes.map((lane) => (i: number) => `${type(i)}|${lane(i)}`));
  const groupsOf = (unit: string, places: ReadonlySet<string>, row: Float64Array) => {
    const filled = base.filter((atom) => (row[atom] ?? 0) > 0);
    const groups = names.flatMap((name) => [...Map.groupBy(filled, name).values()]);
    return groups.filter((group) => countIn(row, group) < floor).map((group) => ({ unit, places, atoms: group }));
  };
  const single = [...own].flatMap(([unit, row]) => groupsOf(unit, new Set([unit]), row));
  const joint = parentsFirst(table).flatMap((unit) => {
    const row = whole.get(unit);
    return row ? groupsOf(unit, new Set(subtree(table, unit)), row) : [];
  });
  return [...single, ...joint];
}

function blockOf({ atoms }: CountTable, level: Partition): Int32Array {
  const of = new Int32Array(atoms.length).fill(-1);
  level.forEach((block, i) => block.forEach((atom) => (of[atom] = i)));
  return of;
}

function isExchangeable(ground: Ground, group: Group): boolean {
  for (const [place, mine] of ground.filled) {
    if (!group.places.has(place)) continue;
    if (isCrossed(ground.table, mine, group.atoms)) return true;
    for (const [other, theirs] of ground.filled) {
      if (isExchangedWith(ground, group, { place, mine }, { place: other, mine: theirs })) return true;
    }
  }
  return false;
}

/** A unit and the atoms in which it has answers. */
interface Side {
  readonly place: string;
  readonly mine: Block;
}

function isExchangedWith(ground: Ground, group: Group, a: Side, b: Side): boolean {
  const isIn = ({ place }: Side, atom: number) => Number(group.places.has(place) && group.atoms.includes(atom));
  const { shared, apart } = pathsOf(ground, a.place, b.place);
  const isUntold = apart.every((id) => ground.told.isHidden(id));
  return group.atoms.some((x) =>
    b.mine.some((y) => {
      if (!a.mine.includes(x)) return false;
      // One answer moves from y in one unit to x in the other, where no total tells.
      const moves = isIn(a, x) !== isIn(b, y);
      if (moves && isUntold && shared.every((id) => isAlike(ground, id, x, y))) return true;
      // Or the two units exchange an answer of x for one of y.
      const exchanges = isIn(a, x) - isIn(a, y) + isIn(b, y) - isIn(b, x) !== 0;
      const bothHaveBoth = a.mine.includes(y) && b.mine.includes(x);
      return exchanges && bothHaveBoth && apart.every((id) => isAlike(ground, id, x, y));
    })
  );
}

function pathsOf({ table: { paths } }: Ground, a: string, b: string) {
  const [pathA, pathB] = [paths.get(a) ?? [a], paths.get(b) ?? [b]];
  const shared = pathA.filter((id) => pathB.includes(id));
  return { shared, apart: [...pathA, ...pathB].filter((id) => !shared.includes(id)) };
}

/** Whether nothing told of a unit tells two atoms apart. */
function isAlike({ told, blocks }: Ground, unit: string, x: number, y: number): boolean {
  return blocks.every((levels, family) => {
    const of = levels[told.level(family, unit) - 1];
    return of === undefined || of[x] === of[y];
  });
}

/** Whether two respondent types of a unit can exchange lanes, so that the group changes and no margin does. */
function isCrossed({ atoms }: CountTable, filled: Block, group: Block): boolean {
  const type = (a: number) => atoms[a]?.respondentType;
  const lane = (a: number) => atoms[a] && laneKey(atoms[a].lane);
  const inGroup = (a: number) => Number(group.includes(a));
  return group.some((x) =>
    filled.some((y) => {
      const xInLaneOfY = filled.find((a) => type(a) === type(x) && lane(a) === lane(y));
      const yInLaneOfX = filled.find((a) => type(a) === type(y) && lane(a) === lane(x));
      if (xInLaneOfY === undefined || yInLaneOfX === undefined) return false;
      return inGroup(x) + inGroup(y) !== inGroup(xInLaneOfY) + inGroup(yInLaneOfX);
    })
  );
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
