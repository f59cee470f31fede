import { describe, expect, it } from 'vitest';
import { hiddenParts } from '../../src/lib/domain/disclosure/hidden-parts.ts';
import type { TimeCell } from '../../src/lib/domain/disclosure/time-table.ts';
import { byMonth, timeTelling, toldRows, type TimeTelling } from '../../src/lib/domain/disclosure/time-telling.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { RowSpace } from '../support/row-space.ts';

const FLOOR = 5;
const SEEDS = 600;

/** A round of a small province: units that answer often, seldom, on a few days or in one month; most days are small. */
function aRound(seed: number): readonly TimeCell[] {
  const random = randomFrom(seed);
  const days = Array.from({ length: 6 + Math.floor(random.next() * 20) }, (_, i) => {
    const step = i * random.pick([1, 2, 4]);
    return new Date(Date.UTC(2026, 0, 10) + step * 86_400_000).toISOString().slice(0, 10);
  });
  const scale = random.pick([1.5, 3, 8]);
  const cells = new Map<string, TimeCell>();
  const rows = 2 + Math.floor(random.next() * 7);
  for (let u = 0; u < rows; u += 1) {
    const isRare = random.chance(0.4);
    for (const day of days) {
      const n = random.chance(isRare ? 0.75 : 0.3) ? 0 : Math.ceil(random.next() ** 2 * scale);
      if (n > 0) cells.set(`${u} ${day}`, { row: `u${u}`, day, n });
    }
  }
  return withoutUntold([...cells.values()]);
}

/** The gate tells no total below the floor, nor one by which it could be computed: such units stand together as one row. */
function withoutUntold(all: readonly TimeCell[]): readonly TimeCell[] {
  const total = (row: string) => all.reduce((sum, cell) => sum + (cell.row === row ? cell.n : 0), 0);
  const ids = [...new Set(all.map(({ row }) => row))];
  const untold = hiddenParts(
    ids.map((id) => ({ id, n: total(id) })),
    FLOOR,
    new Set(['untold'])
  );
  const merged = new Map<string, TimeCell>();
  for (const { row, day, n } of all) {
    const id = untold.has(row) ? 'untold' : row;
    merged.set(`${id} ${day}`, { row: id, day, n: n + (merged.get(`${id} ${day}`)?.n ?? 0) });
  }
  return [...merged.values()];
}

/** Most answers are to an area too. */
function ofAnArea(cells: readonly TimeCell[], seed: number): readonly TimeCell[] {
  const random = randomFrom(seed + 1_000_000);
  const share = random.pick([0.5, 0.8, 0.95]);
  const answered = cells.flatMap((cell) => {
    const n = Array.from({ length: cell.n }).filter(() => random.chance(share)).length;
    return n > 0 ? [{ ...cell, n }] : [];
  });
  return withoutUntold(answered);
}

const candidatesOf = (cells: readonly TimeCell[]) =>
  new Set(cells.map(({ row }) => row).filter((row) => row !== 'untold'));

/** Every sum that is told of a round by time, as the cells in it. */
function everyAnswer(cells: readonly TimeCell[]) {
  const found = timeTelling({ cells, candidates: candidatesOf(cells), floor: FLOOR });
  if (!found) return null;
  const where = (keeps: (cell: TimeCell) => boolean) => cells.flatMap((cell, i) => (keeps(cell) ? [i] : []));
  const points = found.months.flatMap((month) => month.points);
  const answers = [
    ...points.map(({ days }) => where(({ day }) => days.includes(day))),
    ...[...found.told].flatMap((row) =>
      found.months.map((month) => {
        const days = month.points.flatMap((point) => point.days);
        return where((cell) => cell.row === row && days.includes(cell.day));
      })
    ),
    ...[...new Set(cells.map(({ row }) => row))].map((row) => where((cell) => cell.row === row))
  ];
  return { found, points, answers, where };
}

/** The groups below the floor that somebody could ask about, as the cells in them. */
function smallGroups(cells: readonly TimeCell[], { months }: TimeTelling, rowsOf: readonly (readonly string[])[]) {
  const spans = [
    ...new Map(cells.map(({ day }) => [day, [day]])).values(),
    ...months.flatMap(({ points }) => points.map(({ days }) => days)),
    ...months.map(({ points }) => points.flatMap(({ days }) => days))
  ];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const pairs = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => [a, b]));
  return spans.flatMap((days) =>
    [...rows.map((row) => [row]), ...pairs, rows, ...rowsOf].flatMap((group) => {
      const columns = cells.flatMap(({ row, day }, i) => (group.includes(row) && days.includes(day) ? [i] : []));
      const n = columns.reduce((sum, i) => sum + (cells[i]?.n ?? 0), 0);
      return n > 0 && n < FLOOR ? [{ name: `${group.join('+')} on ${days.join(', ')}, n = ${n}`, columns }] : [];
    })
  );
}

describe('what is told of a round by time', () => {
  it('lets nobody compute a group below the floor, even who knows on which days a unit had no answers', () => {
    const [counts, leaks] = [{ small: 0, told: 0, points: 0 }, [] as string[]];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const cells = aRound(seed);
      const round = everyAnswer(cells);
      if (!round) continue;
      const { found, points, answers } = round;
      const space = new RowSpace(cells.length);
      for (const answer of answers) space.add(answer);
      counts.told += found.told.size;
      counts.points += points.length;
      const rows = [...new Set(cells.map(({ row }) => row))];
      const hidden = rows.filter((row) => !found.told.has(row));
      for (const { name, columns } of smallGroups(cells, found, [hidden])) {
        counts.small += 1;
        if (space.holds(columns)) leaks.push(`seed ${seed}: ${name}`);
      }
    }
    console.log(
      `${counts.small} groups below the floor, ${leaks.length} computed; ${counts.points} points, ${counts.told} units by month`
    );
    expect(leaks).toEqual([]);
    expect(counts.told).toBeGreaterThan(300);
  });

  it('lets nobody compute one of those who answered an area, told at the same points', () => {
    const [counts, leaks] = [{ small: 0, byPoint: 0, byMonth: 0, units: 0 }, [] as string[]];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const all = aRound(seed);
      const telling = timeTelling({ cells: all, candidates: candidatesOf(all), floor: FLOOR });
      if (!telling) continue;
      const cells = ofAnArea(all, seed);
      if (cells.reduce((sum, { n }) => sum + n, 0) < FLOOR) continue;
      const where = (keeps: (cell: TimeCell) => boolean) => cells.flatMap((cell, i) => (keeps(cell) ? [i] : []));
      const months = telling.months.map((month) => month.points.flatMap(({ days }) => days));
      const byPoint = toldRows(telling, cells, FLOOR);
      const told = byPoint ?? toldRows(byMonth(telling), cells, FLOOR);
      const space = new RowSpace(cells.length);
      for (const row of new Set(cells.map((cell) => cell.row))) space.add(where((cell) => cell.row === row));
      // Where a part is below the floor, a series tells none at this step.
      const wholes = (spans: readonly (readonly string[])[]) => {
        const sums = spans.map((days) => where(({ day }) => days.includes(day)));
        const isSmall = (sum: readonly number[]) => {
          const n = sum.reduce((total, i) => total + (cells[i]?.n ?? 0), 0);
          return n > 0 && n < FLOOR;
        };
        return sums.some(isSmall) ? [] : sums;
      };
      const points = byPoint ? wholes(telling.months.flatMap((month) => month.points.map(({ days }) => days))) : [];
      const ofMonths = told ? wholes(months) : [];
      for (const sum of [...points, ...ofMonths]) space.add(sum);
      for (const row of told ?? []) {
        for (const days of months) space.add(where((cell) => cell.row === row && days.includes(cell.day)));
      }
      counts.byPoint += Number(points.length > 0);
      counts.byMonth += Number(ofMonths.length > 0);
      counts.units += told?.size ?? 0;
      const hidden = [...new Set(cells.map(({ row }) => row))].filter((row) => !told?.has(row));
      for (const { name, columns } of smallGroups(cells, telling, [hidden])) {
        counts.small += 1;
        if (space.holds(columns)) leaks.push(`seed ${seed}: ${name}`);
      }
    }
    console.log(`of an area: ${JSON.stringify(counts)}, ${leaks.length} computed`);
    expect(leaks).toEqual([]);
    expect(counts.units).toBeGreaterThan(100);
  });

  it('tells the whole in points and months of at least the floor, which hold every day once', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const cells = aRound(seed);
      const round = everyAnswer(cells);
      const all = cells.reduce((sum, { n }) => sum + n, 0);
      expect(round === null).toBe(all < FLOOR);
      if (!round) continue;
      expect(round.points.every(({ n }) => n >= FLOOR)).toBe(true);
      const days = round.points.flatMap((point) => point.days);
      expect(days).toEqual([...new Set(cells.map(({ day }) => day))].sort());
      expect(round.points.reduce((sum, { n }) => sum + n, 0)).toBe(all);
    }
  });

  it('withholds no unit alone, and in no month fewer than the floor together', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const cells = aRound(seed);
      const round = everyAnswer(cells);
      if (!round) continue;
      const { found } = round;
      const hidden = new Set(cells.map(({ row }) => row).filter((row) => !found.told.has(row)));
      if (found.told.size > 0) expect(hidden.size).not.toBe(1);
      for (const month of found.months) {
        const days = month.points.flatMap((point) => point.days);
        const n = cells.reduce((sum, c) => sum + (hidden.has(c.row) && days.includes(c.day) ? c.n : 0), 0);
        expect(n === 0 || n >= FLOOR).toBe(true);
      }
    }
  });

  it('is the same in whatever order the cells come', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const cells = aRound(seed);
      const turned = cells.toReversed();
      const [one, other] = [cells, turned].map((list) =>
        timeTelling({ cells: list, candidates: candidatesOf(list), floor: FLOOR })
      );
      expect(other).toEqual(one);
      if (!one || !other) continue;
      const answered = ofAnArea(cells, seed);
      expect(toldRows(other, answered.toReversed(), FLOOR)).toEqual(toldRows(one, answered, FLOOR));
    }
  });
});
