import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import { itemTelling } from '../../src/lib/domain/disclosure/item-telling.ts';
import { roundDisclosure, type RoundCell } from '../../src/lib/domain/disclosure/round-disclosure.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { RowSpace } from '../support/row-space.ts';
import { aSmallRound, counted, LANES, MODES, TYPES } from '../support/small-province.ts';

const [FLOOR, SEEDS] = [5, 600];

/** Answers of a cell to an item that was answered in it. */
interface Column {
  readonly cell: RoundCell;
  readonly item: number;
  readonly n: number;
}

/** A round of one area with one to six items, of which some units lack some. */
function aRoundOfItems(seed: number) {
  const { paths, cells: sized } = aSmallRound(seed);
  const random = randomFrom(seed + 2_000_000);
  const items = Array.from({ length: 1 + Math.floor(random.next() * 6) }, (_, i) => {
    return { id: `i${i}`, isOwn: random.chance(0.4), size: random.pick([0.1, 0.5, 1, 1]) };
  });
  const lacks = new Map([...paths.keys()].map((unit) => [unit, items.map(() => random.chance(0.15))]));
  const scale = random.pick([1, 3, 6]);
  const counts = sized.map(({ unit, n }) =>
    items.map(({ size }, i) => {
      if (lacks.get(unit)?.[i]) return 0;
      return Array.from({ length: n * scale }).filter(() => random.chance(size / items.length)).length;
    })
  );
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
  const cells = sized.map((cell, c): RoundCell => {
    const own = counts[c] ?? [];
    const answered = sum(own);
    const area = { answered, scored: answered, own: sum(own.filter((_, i) => items[i]?.isOwn)) };
    return { ...cell, n: answered, key: answered, areas: [area] };
  });
  return { paths, items, cells, counts };
}

const KEEPS: readonly Cut['keepsLane'][] = [
  null,
  (lane) => counted(lane) && lane.channel === 'qr',
  (lane) => counted(lane) && lane.evidence === 'C',
  ...LANES.filter(counted).map((name) => (lane: (typeof LANES)[number]) => lane === name)
];
const WHOLE: Cut = { respondentType: null, filingMode: null, keepsLane: null };
const CUTS: readonly Cut[] = [
  ...TYPES.map((respondentType) => ({ ...WHOLE, respondentType })),
  ...MODES.map((filingMode) => ({ ...WHOLE, filingMode })),
  ...KEEPS.map((keepsLane) => ({ ...WHOLE, keepsLane }))
];

function everything(seed: number) {
  const { paths, items, cells, counts } = aRoundOfItems(seed);
  const shown = roundDisclosure(cells, { paths, counted, floor: FLOOR, areas: 1 });
  const isAreaTold = (unit: string, cut = WHOLE) =>
    shown.whole(unit, cut) === null && shown.area(0, unit, cut) === null;
  const isOwnTold = (unit: string) => isAreaTold(unit) && shown.own(unit) === null;
  const asked = cells.flatMap((cell, c) => {
    const answers = counts[c] ?? [];
    const isFilled = counted(cell.lane) && answers.some((n) => n > 0);
    return isFilled ? [{ ...cell, answers }] : [];
  });
  const hidden = itemTelling({ items, cells: asked, paths, floor: FLOOR, isAreaTold, isOwnTold });
  const columns = cells.flatMap((cell, c) =>
    (counts[c] ?? []).flatMap((n, item): Column[] => (n > 0 && counted(cell.lane) ? [{ cell, item, n }] : []))
  );
  const units = [...new Set([...paths.values()].flat())];
  const where = (keeps: (column: Column) => boolean) => columns.flatMap((column, i) => (keeps(column) ? [i] : []));
  const isUnder = (cell: RoundCell, unit: string) => paths.get(cell.unit)?.includes(unit) === true;
  return { items, columns, units, where, isUnder, shown, isAreaTold, isOwnTold, hidden };
}

/** Of units and items with answers: told, those of units in which each item and the area could be, and rounds that tell some. */
const told = { items: 0, couldBe: 0, rounds: 0 };

function spaceOf({
  items,
  columns,
  units,
  where,
  isUnder,
  shown,
  isAreaTold,
  isOwnTold,
  hidden
}: ReturnType<typeof everything>) {
  const space = new RowSpace(columns.length);
  let toldHere = 0;
  for (const unit of units) {
    for (const cut of CUTS) {
      if (shown.whole(unit, cut) !== null || shown.area(0, unit, cut) !== null) continue;
      const { respondentType, filingMode, keepsLane } = cut;
      space.add(
        where(
          ({ cell }) =>
            isUnder(cell, unit) &&
            (respondentType === null || cell.respondentType === respondentType) &&
            (filingMode === null || cell.filingMode === filingMode) &&
            (keepsLane ?? counted)(cell.lane)
        )
      );
    }
    if (isOwnTold(unit)) space.add(where(({ cell, item }) => isUnder(cell, unit) && items[item]?.isOwn === true));
    const byItem = items.map((_, i) => where(({ cell, item }) => isUnder(cell, unit) && item === i));
    const answered = byItem.filter((own) => own.length > 0);
    const sizes = byItem.map((own) => own.reduce((sum, i) => sum + (columns[i]?.n ?? 0), 0));
    if (isAreaTold(unit) && sizes.every((n) => n === 0 || n >= FLOOR)) told.couldBe += answered.length;
    for (const [i, { id }] of items.entries()) {
      const own = byItem[i] ?? [];
      if (hidden(unit).has(id)) continue;
      space.add(own);
      if (own.length > 0) toldHere += 1;
    }
  }
  told.items += toldHere;
  if (toldHere > 0) told.rounds += 1;
  return space;
}

/** Answers below the floor to an item: of a unit with all under it, of a unit itself, or of one kind in it. */
function smallGroups({ items, columns, units, where, isUnder }: ReturnType<typeof everything>) {
  const found = new Map<string, readonly number[]>();
  const add = (group: readonly number[]) => {
    const n = group.reduce((sum, i) => sum + (columns[i]?.n ?? 0), 0);
    if (n > 0 && n < FLOOR) found.set(group.join(' '), group);
  };
  for (const i of columns.keys()) add([i]);
  for (const unit of units) {
    for (const item of items.keys()) {
      add(where((column) => column.item === item && isUnder(column.cell, unit)));
      add(where((column) => column.item === item && column.cell.unit === unit));
    }
  }
  return [...found.values()];
}

describe('what is told of items', () => {
  it('lets nobody compute answers below the floor to an item from areas, cuts, own items and items together', () => {
    let small = 0;
    const leaks: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const round = everything(seed);
      if (round.columns.length === 0) continue;
      const space = spaceOf(round);
      for (const group of smallGroups(round)) {
        small += 1;
        if (!space.holds(group)) continue;
        const [first] = group.map((i) => round.columns[i]);
        leaks.push(`seed ${seed}: item ${first?.item} in ${first?.cell.unit} and ${group.length - 1} more`);
      }
    }
    console.log(`${small} groups below the floor, ${leaks.length} computed; told: ${JSON.stringify(told)}`);
    expect(leaks).toEqual([]);
    expect(told.items).toBeGreaterThan(1_000);
  });
});
