import { describe, expect, it } from 'vitest';
import { WHOLE } from '../../src/lib/domain/disclosure/disclosure.ts';
import { itemTelling } from '../../src/lib/domain/disclosure/item-telling.ts';
import { roundDisclosure, type RoundCell } from '../../src/lib/domain/disclosure/round-disclosure.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { RowSpace } from '../support/row-space.ts';
import { aSmallRound, counted, LANES, MODES, ONE_CUT, TYPES } from '../support/small-province.ts';

const [FLOOR, SEEDS] = [5, 600];

/** Answers of a cell to an item that was answered in it. */
interface Column {
  readonly cell: RoundCell;
  readonly item: number;
  readonly n: number;
}

interface Round {
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly items: readonly { readonly id: string; readonly isOwn: boolean }[];
  readonly cells: readonly RoundCell[];
  /** By cell, answers to each item. */
  readonly counts: readonly (readonly number[])[];
}

/** A round of one area with one to six items, of which some units lack some. */
function aRoundOfItems(seed: number): Round {
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
  return { paths, items, counts, cells: sized.map((kind, c) => cellOf(kind, items, counts[c] ?? [])) };
}

const SHAPES: readonly (readonly (readonly string[])[])[] = [
  [['p'], ['p', 'a']],
  [
    ['p', 'a'],
    ['p', 'b']
  ],
  [
    ['p', 'a'],
    ['p', 'b'],
    ['p', 'c']
  ],
  [['p'], ['p', 'a'], ['p', 'b']],
  [
    ['p', 'a'],
    ['p', 'a', 'x'],
    ['p', 'b']
  ],
  [
    ['p', 'a', 'x'],
    ['p', 'a', 'y'],
    ['p', 'b', 'z'],
    ['p', 'b']
  ],
  [
    ['p', 'a', 'm', 'x'],
    ['p', 'a', 'm'],
    ['p', 'a'],
    ['p', 'b']
  ]
];

/** Few units and kinds; each kind answered one item, some a second, few or many times: nearly all of it can be solved. */
function aRoundOfKinds(seed: number): Round {
  const random = randomFrom(seed + 3_000_000);
  const upTo = (n: number) => Math.floor(random.next() * n);
  const paths = new Map(random.pick(SHAPES).map((path) => [path.at(-1) ?? '', path]));
  const [types, modes] = [TYPES.slice(0, 1 + upTo(3)), MODES.slice(0, 1 + upTo(2))];
  const share = random.pick([0, 0, 0.5]);
  const items = Array.from({ length: 2 + upTo(3) }, (_, i) => ({ id: `i${i}`, isOwn: random.chance(share) }));
  const [fill, second, few] = [
    random.pick([0.4, 0.6, 0.9]),
    random.pick([0.1, 0.3, 0.6]),
    random.pick([0.1, 0.3, 0.5])
  ];
  const kinds = [...paths.keys()].flatMap((unit) =>
    types.flatMap((respondentType) =>
      modes.flatMap((filingMode) => LANES.map((lane) => ({ unit, respondentType, filingMode, lane })))
    )
  );
  const usual = new Map<string, number>();
  const counts = kinds.map(({ respondentType, filingMode, lane }) => {
    const name = `${respondentType} ${filingMode} ${lane.channel}`;
    const item = random.chance(0.8) ? (usual.get(name) ?? upTo(items.length)) : upTo(items.length);
    usual.set(name, item);
    if (!random.chance(fill)) return items.map(() => 0);
    return items.map((_, i) => {
      if (i !== item && !random.chance(second)) return 0;
      return random.chance(few) ? 1 + upTo(FLOOR - 1) : FLOOR + upTo(20);
    });
  });
  return { paths, items, counts, cells: kinds.map((kind, c) => cellOf(kind, items, counts[c] ?? [])) };
}

function cellOf(
  { unit, respondentType, filingMode, lane }: Pick<RoundCell, 'unit' | 'respondentType' | 'filingMode' | 'lane'>,
  items: Round['items'],
  counts: readonly number[]
): RoundCell {
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
  const answered = sum(counts);
  const area = { answered, scored: answered, own: sum(counts.filter((_, i) => items[i]?.isOwn)) };
  return { unit, respondentType, filingMode, lane, n: answered, key: answered, areas: [area] };
}

function everything({ paths, items, cells, counts }: Round) {
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

function spacesOf({
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
  const areaAlone = new RowSpace(columns.length);
  const space = new RowSpace(columns.length);
  const add = (sum: readonly number[]) => {
    areaAlone.add(sum);
    space.add(sum);
  };
  let toldHere = 0;
  for (const unit of units) {
    for (const cut of ONE_CUT) {
      if (shown.whole(unit, cut) !== null || shown.area(0, unit, cut) !== null) continue;
      const { respondentType, filingMode, keepsLane } = cut;
      add(
        where(
          ({ cell }) =>
            isUnder(cell, unit) &&
            (respondentType === null || cell.respondentType === respondentType) &&
            (filingMode === null || cell.filingMode === filingMode) &&
            (keepsLane ?? counted)(cell.lane)
        )
      );
    }
    if (isOwnTold(unit)) add(where(({ cell, item }) => isUnder(cell, unit) && items[item]?.isOwn === true));
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
  return { space, areaAlone };
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

/** The groups that can be computed; of the area alone, or with its items. */
function attack(rounds: (seed: number) => Round) {
  const found = { small: 0, byArea: 0, leaks: new Array<string>() };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const round = everything(rounds(seed));
    if (round.columns.length === 0) continue;
    const { space, areaAlone } = spacesOf(round);
    for (const group of smallGroups(round)) {
      found.small += 1;
      if (!space.holds(group)) continue;
      const [first] = group.map((i) => round.columns[i]);
      if (areaAlone.holds(group)) found.byArea += 1;
      else found.leaks.push(`seed ${seed}: item ${first?.item} in ${first?.cell.unit} and ${group.length - 1} more`);
    }
  }
  const { small, byArea, leaks } = found;
  console.log(`${small} groups below the floor, ${leaks.length} computed; told: ${JSON.stringify(told)}`);
  return { byArea, leaks };
}

describe('what is told of items', () => {
  it('lets nobody compute answers below the floor to an item from areas, cuts, own items and items together', () => {
    const { leaks, byArea } = attack(aRoundOfItems);
    expect(leaks).toEqual([]);
    expect(byArea).toBe(0);
    expect(told.items).toBeGreaterThan(4_000);
  });

  it('adds nothing by which they could be computed where nearly every kind answered another item', () => {
    const { leaks } = attack(aRoundOfKinds);
    expect(leaks).toEqual([]);
  });

  it('and of areas is the same in whatever order units, cells and items come', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const round = aRoundOfItems(seed);
      const turned: Round = {
        paths: new Map([...round.paths].reverse()),
        items: round.items.toReversed(),
        cells: round.cells.toReversed(),
        counts: round.counts.toReversed().map((counts) => counts.toReversed())
      };
      const [one, other] = [everything(round), everything(turned)];
      for (const unit of one.units) {
        expect(other.isAreaTold(unit)).toBe(one.isAreaTold(unit));
        expect([...other.hidden(unit)].sort()).toEqual([...one.hidden(unit)].sort());
      }
    }
  });
});
