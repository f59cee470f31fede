import { describe, expect, it } from 'vitest';
import { equalTo, solve } from 'yalps';
import { PUBLIC_FLOOR } from '../../src/lib/domain/access/policy.ts';
import { disclosure, type Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import { timeTelling } from '../../src/lib/domain/disclosure/time-telling.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';
import { aSmallRound, counted, TYPES } from '../support/small-province.ts';

const FLOOR = PUBLIC_FLOOR.minimum;
const SEEDS = 600;
const MONTHS = ['2026-04', '2026-05', '2026-06'];
const NARROW = 4;
const ROOT = 'p';

/** Answers of a unit, a type and a lane in a month. */
interface Cell {
  readonly unit: string;
  readonly respondentType: string;
  readonly lane: Lane;
  readonly month: string;
  readonly n: number;
}

/** A small province whose answers are spread over three months, of some units unevenly. */
function aRound(seed: number) {
  const round = aSmallRound(seed);
  const random = randomFrom(seed + 10_000);
  const isUneven = new Map([...round.paths.keys()].map((unit) => [unit, random.chance(0.4)]));
  const times = random.pick([1, 2, 3]);
  const larger = { ...round, cells: round.cells.map((cell) => ({ ...cell, n: cell.n * times })) };
  const cells = larger.cells.flatMap(({ n, ...cell }): readonly Cell[] => {
    const months = MONTHS.map(() => 0);
    for (let i = 0; i < n; i += 1) {
      const m = isUneven.get(cell.unit) && random.chance(0.8) ? 0 : Math.floor(random.next() * MONTHS.length);
      months[m] = (months[m] ?? 0) + 1;
    }
    return months.flatMap((count, m) => (count > 0 ? [{ ...cell, month: MONTHS[m] ?? '', n: count }] : []));
  });
  return { round: larger, cells: cells.filter(({ lane }) => counted(lane)) };
}

/** The sums that everybody may be told: the public catalogue, and the months of units on the wall. */
function told({ round, cells }: ReturnType<typeof aRound>) {
  const mayShow = disclosure({ ...round, counted, floor: FLOOR });
  const all: Cut = { respondentType: null, filingMode: null, keepsLane: null };
  const isIn = (cell: Cell, unit: string) => round.paths.get(cell.unit)?.includes(unit) === true;
  const where = (keeps: (cell: Cell) => boolean) => cells.flatMap((cell, i) => (keeps(cell) ? [i] : []));
  const units = [...new Set([...round.paths.values()].flat())];
  const totals = units.filter((unit) => mayShow(unit, all) === null);
  const types = TYPES.filter(
    (respondentType) => mayShow(ROOT, { respondentType, filingMode: null, keepsLane: null }) === null
  );
  const classes = ['B', 'C'].filter(
    (evidence) =>
      mayShow(ROOT, {
        respondentType: null,
        filingMode: null,
        keepsLane: (lane) => counted(lane) && lane.evidence === evidence
      }) === null
  );
  const isLeaf = (unit: string) => units.every((other) => other === unit || !round.paths.get(other)?.includes(unit));
  const rowOf = (unit: string) => {
    if (totals.includes(unit) && isLeaf(unit)) return unit;
    return `rest ${round.paths.get(unit)?.findLast((node) => totals.includes(node)) ?? ROOT}`;
  };
  const months = totals.includes(ROOT)
    ? timeTelling({
        cells: cells.map(({ unit, month, n }) => ({ row: rowOf(unit), day: `${month}-15`, n })),
        candidates: new Set(units.filter((unit) => rowOf(unit) === unit && round.paths.get(unit)?.length === 2)),
        floor: FLOOR
      })
    : null;
  const byMonth = [...(months?.told ?? [])].flatMap((unit) =>
    (months?.months ?? []).map(({ points }) => {
      const days = points.flatMap((point) => point.days);
      return where((cell) => cell.unit === unit && days.includes(`${cell.month}-15`));
    })
  );
  return {
    where,
    isIn,
    units,
    monthly: months?.told.size ?? 0,
    lines: [
      ...totals.map((unit) => where((cell) => isIn(cell, unit))),
      ...types.map((type) => where((cell) => cell.respondentType === type)),
      ...classes.map((evidence) => where((cell) => cell.lane.evidence === evidence))
    ],
    byMonth
  };
}

/** The smallest and largest sum of some cells that agree with all that is told. */
function bounds(cells: readonly Cell[], lines: readonly (readonly number[])[], columns: readonly number[]) {
  const sum = (of: readonly number[]) => of.reduce((n, i) => n + (cells[i]?.n ?? 0), 0);
  const constraints = Object.fromEntries(lines.map((line, k) => [`t${k}`, equalTo(sum(line))]));
  const sets = lines.map((line) => new Set(line));
  const goal = new Set(columns);
  const variables = Object.fromEntries(
    cells.map((_, i) => {
      const own = sets.flatMap((line, k) => (line.has(i) ? [[`t${k}`, 1] as const] : []));
      return [`c${i}`, { ...Object.fromEntries(own), goal: goal.has(i) ? 1 : 0 }] as const;
    })
  );
  const end = (direction: 'minimize' | 'maximize') => {
    const { status, result } = solve({ direction, objective: 'goal', constraints, variables });
    return status === 'unbounded' ? Infinity : status === 'optimal' ? result : NaN;
  };
  return [end('minimize'), end('maximize')] as const;
}

describe('what is published of a round, and the months of its units on walls', () => {
  it('determine no group below the floor by the months, nor bound one within ±2', () => {
    const counts = { small: 0, monthly: 0 };
    const leaks: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const made = aRound(seed);
      const { where, isIn, units, lines, byMonth, monthly } = told(made);
      counts.monthly += monthly;
      const groups = units.flatMap((unit) => [
        { name: unit, columns: where((cell) => isIn(cell, unit)) },
        ...TYPES.map((type) => ({
          name: `${unit} ${type}`,
          columns: where((cell) => isIn(cell, unit) && cell.respondentType === type)
        })),
        ...MONTHS.map((month) => ({
          name: `${unit} ${month}`,
          columns: where((cell) => isIn(cell, unit) && cell.month === month)
        }))
      ]);
      for (const { name, columns } of groups) {
        const n = columns.reduce((sum, i) => sum + (made.cells[i]?.n ?? 0), 0);
        if (n === 0 || n >= FLOOR) continue;
        counts.small += 1;
        const isNarrow = ([low, high]: readonly [number, number]) => !(high - low > NARROW);
        const all = bounds(made.cells, [...lines, ...byMonth], columns);
        if (isNarrow(all) && !isNarrow(bounds(made.cells, lines, columns)))
          leaks.push(`seed ${seed}: ${name}, n = ${n} in ${all.join(' … ')}`);
      }
    }
    console.log(
      `${counts.small} groups below the public floor, ${counts.monthly} units by month, ${leaks.length} told`
    );
    expect(leaks).toEqual([]);
    expect(counts.monthly).toBeGreaterThan(500);
  });
});
