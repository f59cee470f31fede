import { describe, expect, it } from 'vitest';
import { equalTo, solve } from 'yalps';
import { PUBLIC_FLOOR } from '../../src/lib/domain/access/policy.ts';
import { disclosure, type Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';
import { aSmallRound, counted, TYPES } from '../support/small-province.ts';

const FLOOR = PUBLIC_FLOOR.minimum;
const SEEDS = 600;
/** The same provinces with so many times the answers, so that groups lie on both sides of the floor. */
const TIMES = [1, 2, 4];
/** A count is told where its bounds are this close together: ±2 (RELIABILITY §5.2). */
const NARROW = 4;

type Round = ReturnType<typeof aSmallRound>;

function aRound(seed: number, times: number): Round {
  const round = aSmallRound(seed);
  return { ...round, cells: round.cells.map((cell) => ({ ...cell, n: cell.n * times })) };
}

const inCells = ({ cells, paths }: Round, unit: string, keeps: (cell: Round['cells'][number]) => boolean) =>
  cells.flatMap((cell, i) => (paths.get(cell.unit)?.includes(unit) && counted(cell.lane) && keeps(cell) ? [i] : []));

/** The closed catalogue of what is published: totals of all units, and the whole by respondent type and by evidence. */
function published(round: Round) {
  const mayShow = disclosure({ ...round, counted, floor: FLOOR });
  const root = 'p';
  const units = [...new Set([...round.paths.values()].flat())];
  const all: Cut = { respondentType: null, filingMode: null, keepsLane: null };
  const asked = [
    ...units.map((unit) => ({ unit, cut: all, columns: inCells(round, unit, () => true) })),
    ...TYPES.map((respondentType) => ({
      unit: root,
      cut: { respondentType, filingMode: null, keepsLane: null },
      columns: inCells(round, root, (cell) => cell.respondentType === respondentType)
    })),
    ...['B', 'C'].map((evidence) => ({
      unit: root,
      cut: {
        respondentType: null,
        filingMode: null,
        keepsLane: (lane: Lane) => counted(lane) && lane.evidence === evidence
      },
      columns: inCells(round, root, (cell) => cell.lane.evidence === evidence)
    }))
  ];
  return asked.filter(({ unit, cut }) => mayShow(unit, cut) === null);
}

/** The smallest and largest sum of some cells that agree with all that is published; counts are not negative. */
function bounds(round: Round, told: ReturnType<typeof published>, columns: readonly number[]): [number, number] {
  const sum = (of: readonly number[]) => of.reduce((n, i) => n + (round.cells[i]?.n ?? 0), 0);
  const constraints = Object.fromEntries(told.map((line, k) => [`t${k}`, equalTo(sum(line.columns))]));
  const variables = Object.fromEntries(
    round.cells.flatMap(({ lane }, i) => {
      if (!counted(lane)) return [];
      const lines = told.flatMap((line, k) => (line.columns.includes(i) ? [[`t${k}`, 1] as const] : []));
      return [[`c${i}`, { ...Object.fromEntries(lines), goal: columns.includes(i) ? 1 : 0 }] as const];
    })
  );
  const end = (direction: 'minimize' | 'maximize') => {
    const { status, result } = solve({ direction, objective: 'goal', constraints, variables });
    return status === 'unbounded' ? Infinity : status === 'optimal' ? result : NaN;
  };
  return [end('minimize'), end('maximize')];
}

const seedsAndTimes = () =>
  Array.from({ length: SEEDS }, (_, i) => i + 1).flatMap((seed) => TIMES.map((times) => [seed, times] as const));

/** Units, and their people by respondent type and by evidence class. */
function groupsOf(round: Round) {
  const units = [...new Set([...round.paths.values()].flat())];
  return units.flatMap((unit) => [
    { name: unit, columns: inCells(round, unit, () => true) },
    ...TYPES.map((type) => ({
      name: `${unit} ${type}`,
      columns: inCells(round, unit, (cell) => cell.respondentType === type)
    })),
    ...['B', 'C'].map((evidence) => ({
      name: `${unit} ${evidence}`,
      columns: inCells(round, unit, (cell) => cell.lane.evidence === evidence)
    }))
  ]);
}

describe('everything that is published of a round, together', () => {
  it('determines no group below the floor, nor bounds one within ±2', () => {
    let small = 0;
    const told: string[] = [];
    for (const [seed, times] of seedsAndTimes()) {
      const round = aRound(seed, times);
      const lines = published(round);
      for (const { name, columns } of groupsOf(round)) {
        const n = columns.reduce((sum, i) => sum + (round.cells[i]?.n ?? 0), 0);
        if (n === 0 || n >= FLOOR) continue;
        small += 1;
        const [low, high] = bounds(round, lines, columns);
        if (!(high - low > NARROW)) told.push(`seed ${seed} × ${times}: ${name}, n = ${n} in ${low} … ${high}`);
      }
    }
    console.log(`${small} groups below the public floor, ${told.length} told`);
    expect(told).toEqual([]);
    expect(small).toBeGreaterThan(5_000);
  });
});
