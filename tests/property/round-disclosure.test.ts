import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import { roundDisclosure, type RoundCell } from '../../src/lib/domain/disclosure/round-disclosure.ts';
import { RowSpace } from '../support/row-space.ts';
import { AREAS, aSmallRoundOfAreas, counted, KEEPS, MODES, ONE_CUT, TYPES } from '../support/small-province.ts';

const FLOOR = 5;
const SEEDS = 200;

/** What a reader wants to know: the answers of a cell to the key item or an area, by who is accountable, scored or not. */
interface Column {
  readonly cell: RoundCell;
  readonly of: string;
  readonly isOwn: boolean;
  readonly n: number;
}

/** The filled columns: the reader knows which are empty. */
function columnsOf(cells: readonly RoundCell[]): readonly Column[] {
  return cells
    .flatMap((cell) => [
      { cell, of: 'n', isOwn: false, n: cell.n },
      { cell, of: 'key', isOwn: false, n: cell.key },
      ...cell.areas.flatMap(({ answered, scored, own }, a) => [
        { cell, of: `area ${a}`, isOwn: true, n: own },
        { cell, of: `area ${a}`, isOwn: false, n: answered - own },
        { cell, of: `scored ${a}`, isOwn: false, n: scored }
      ])
    ])
    .filter(({ n }) => n > 0);
}

const TWO_CUTS: readonly Cut[] = TYPES.flatMap((respondentType) => [
  ...MODES.map((filingMode) => ({ respondentType, filingMode, keepsLane: null })),
  ...KEEPS.slice(1).map((keepsLane) => ({ respondentType, filingMode: null, keepsLane }))
]);

function everything(seed: number) {
  const round = aSmallRoundOfAreas(seed);
  const columns = columnsOf(round.cells);
  const units = [...new Set([...round.paths.values()].flat())];
  const where = (unit: string, cut: Cut, keeps: (column: Column) => boolean) =>
    columns.flatMap((column, i) => {
      const { cell } = column;
      const isUnder = round.paths.get(cell.unit)?.includes(unit);
      const isOfType = cut.respondentType === null || cut.respondentType === cell.respondentType;
      const isOfMode = cut.filingMode === null || cut.filingMode === cell.filingMode;
      return isUnder && isOfType && isOfMode && (cut.keepsLane ?? counted)(cell.lane) && keeps(column) ? [i] : [];
    });
  const tells = roundDisclosure(round.cells, { paths: round.paths, counted, floor: FLOOR, areas: AREAS });
  return { columns, units, where, tells };
}

const AREA_NUMBERS = Array.from({ length: AREAS }, (_, a) => a);
const told = { wholes: 0, areas: 0, areasAsked: 0, own: 0, ownAsked: 0 };

/** All that the views tell, as sums of columns. */
function* tellingsOf({ columns, units, where, tells }: ReturnType<typeof everything>) {
  for (const unit of units) {
    for (const cut of [...ONE_CUT, ...TWO_CUTS]) {
      if (tells.whole(unit, cut) !== null) continue;
      const n = where(unit, cut, ({ of }) => of === 'n');
      if (n.length > 0) told.wholes += 1;
      yield n;
      yield where(unit, cut, ({ of }) => of === 'key');
      for (const a of AREA_NUMBERS) {
        const answered = where(unit, cut, ({ of }) => of === `area ${a}`);
        if (answered.length > 0) told.areasAsked += 1;
        if (tells.area(a, unit, cut) !== null) continue;
        if (answered.length > 0) told.areas += 1;
        yield answered;
        yield where(unit, cut, ({ of }) => of === `scored ${a}`);
      }
      // The composite and the points are of all areas, where all are told.
      if (AREA_NUMBERS.every((a) => tells.area(a, unit, cut) === null)) {
        yield where(unit, cut, ({ of }) => of.startsWith('area'));
      }
    }
    const all = { respondentType: null, filingMode: null, keepsLane: null };
    if (tells.whole(unit, all) !== null || AREA_NUMBERS.some((a) => tells.area(a, unit, all) !== null)) continue;
    told.ownAsked += 1;
    if (tells.own(unit) !== null) continue;
    told.own += 1;
    for (const a of AREA_NUMBERS) yield where(unit, all, ({ of, isOwn }) => of === `area ${a}` && isOwn);
  }
  return columns.length;
}

/** The groups that a reader may not know: of each unit and cut, by what was answered and who is accountable for it. */
function smallGroups({ columns, units, where }: ReturnType<typeof everything>) {
  const subjects = ['n', 'key', ...AREA_NUMBERS.flatMap((a) => [`area ${a}`, `scored ${a}`])];
  const found = new Map<string, readonly number[]>();
  const add = (group: readonly number[]) => {
    const n = group.reduce((sum, i) => sum + (columns[i]?.n ?? 0), 0);
    if (n > 0 && n < FLOOR) found.set(group.join(' '), group);
  };
  for (const [i, { cell }] of columns.entries()) if (counted(cell.lane)) add([i]);
  for (const unit of units) {
    for (const cut of [...ONE_CUT, ...TWO_CUTS]) {
      for (const subject of subjects) {
        add(where(unit, cut, ({ of }) => of === subject));
        add(where(unit, cut, ({ of, isOwn }) => of === subject && isOwn));
        add(where(unit, cut, ({ of, isOwn }) => of === subject && !isOwn));
      }
    }
  }
  return [...found.values()];
}

describe('what is shown of a round with its key item and its areas', () => {
  it('lets nobody compute a group below the floor from all units, areas, cuts and totals together', () => {
    let small = 0;
    const leaks: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const round = everything(seed);
      const space = new RowSpace(round.columns.length);
      for (const sum of tellingsOf(round)) space.add(sum);
      for (const group of smallGroups(round)) {
        small += 1;
        if (!space.holds(group)) continue;
        const [first] = group.map((i) => round.columns[i]);
        leaks.push(`seed ${seed}: ${first?.of} in ${first?.cell.unit} and ${group.length - 1} more`);
      }
    }
    console.log(`${small} groups below the floor, ${leaks.length} computed; told: ${JSON.stringify(told)}`);
    expect(leaks).toEqual([]);
    expect(told.areas).toBeGreaterThan(5_000);
    expect(told.own).toBeGreaterThan(100);
  });
});
