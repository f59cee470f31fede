import { describe, expect, it } from 'vitest';
import { equalTo, solve } from 'yalps';
import { PUBLIC_FLOOR } from '../../src/lib/domain/access/policy.ts';
import { disclosure, type Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';
import { aSmallRound, counted, TYPES } from '../support/small-province.ts';

const FLOOR = PUBLIC_FLOOR.minimum;
const SEEDS = 150;
/** A count is told where its bounds are this close together: ±2 (RELIABILITY §5.2). */
const NARROW = 4;

type Round = ReturnType<typeof aSmallRound>;
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

describe('everything that is published of a round, together', () => {
  it('determines no group below the floor, nor bounds one within ±2', () => {
    let small = 0;
    const told: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const round = aSmallRound(seed);
      const lines = published(round);
      const units = [...new Set([...round.paths.values()].flat())];
      const groups = units.flatMap((unit) => [
        { name: unit, columns: inCells(round, unit, () => true) },
        ...TYPES.map((type) => ({
          name: `${unit} ${type}`,
          columns: inCells(round, unit, (cell) => cell.respondentType === type)
        }))
      ]);
      for (const { name, columns } of groups) {
        const n = columns.reduce((sum, i) => sum + (round.cells[i]?.n ?? 0), 0);
        if (n === 0 || n >= FLOOR) continue;
        small += 1;
        const [low, high] = bounds(round, lines, columns);
        if (!(high - low > NARROW)) told.push(`seed ${seed}: ${name}, n = ${n} in ${low} … ${high}`);
      }
    }
    console.log(`${small} groups below the public floor, ${told.length} told`);
    expect(told).toEqual([]);
    expect(small).toBeGreaterThan(500);
  });
});
