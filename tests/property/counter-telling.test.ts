import { expect, it } from 'vitest';
import { counterTelling } from '../../src/lib/domain/disclosure/counter-telling.ts';
import { disclosure, type Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';
import { RowSpace } from '../support/row-space.ts';
import { aSmallRound, counted, LANES, MODES, TYPES } from '../support/small-province.ts';

const FLOOR = 5;
const SEEDS = 600;
const UNIT = 'p';

/** The units of a small province as counters of one unit. */
const countersOf = (seed: number) => aSmallRound(seed).cells.map((cell) => ({ ...cell, key: cell.n, areas: [] }));
type Cell = ReturnType<typeof countersOf>[number];

const CUTS: readonly Cut[] = [
  { respondentType: null, filingMode: null, keepsLane: null },
  ...TYPES.map((respondentType) => ({ respondentType, filingMode: null, keepsLane: null })),
  ...MODES.map((filingMode) => ({ respondentType: null, filingMode, keepsLane: null })),
  ...[...new Set(LANES.flatMap(({ channel, evidence }) => [channel, evidence]))].map((name) => ({
    ...{ respondentType: null, filingMode: null },
    keepsLane: (lane: Lane) => counted(lane) && (lane.channel === name || lane.evidence === name)
  }))
];

function columnsOf(cells: readonly Cell[], counter: string | null, { respondentType, filingMode, keepsLane }: Cut) {
  return cells.flatMap((cell, i) => {
    const isHere = counter === null || cell.unit === counter;
    const isOfType = respondentType === null || cell.respondentType === respondentType;
    const isOfMode = filingMode === null || cell.filingMode === filingMode;
    return isHere && isOfType && isOfMode && (keepsLane ?? counted)(cell.lane) ? [i] : [];
  });
}

it('lets nobody compute a group below the floor from the counters of a unit and all that is told of the unit', () => {
  const found = { small: 0, counters: 0, asked: 0 };
  const leaks: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const cells = countersOf(seed);
    const inUnit = cells.map((cell) => ({ ...cell, unit: UNIT }));
    const mayShow = disclosure({ cells: inUnit, paths: new Map([[UNIT, [UNIT]]]), counted, floor: FLOOR });
    const told = CUTS.filter((cut) => mayShow(UNIT, cut) === null);
    const hides = counterTelling({ cells, unit: UNIT, counted, floor: FLOOR, told });
    const filled = (columns: readonly number[]) => columns.filter((i) => (cells[i]?.n ?? 0) > 0);
    const sizeOf = (columns: readonly number[]) => columns.reduce((n, i) => n + (cells[i]?.n ?? 0), 0);
    const space = new RowSpace(cells.length);
    for (const cut of told) space.add(filled(columnsOf(cells, null, cut)));
    const counters = [...new Set(cells.map(({ unit }) => unit))];
    if (told.length > 0)
      for (const counter of counters) {
        const columns = columnsOf(
          cells,
          counter,
          CUTS[0] ?? { respondentType: null, filingMode: null, keepsLane: null }
        );
        if (sizeOf(columns) >= FLOOR) found.asked += 1;
        if (hides(counter) !== null) continue;
        space.add(filled(columns));
        if (sizeOf(columns) > 0) found.counters += 1;
      }
    const groups = [
      ...[null, ...counters].flatMap((counter) => CUTS.map((cut) => columnsOf(cells, counter, cut))),
      ...cells.flatMap(({ lane }, i) => (counted(lane) ? [[i]] : []))
    ];
    for (const columns of groups) {
      const n = sizeOf(columns);
      if (n === 0 || n >= FLOOR) continue;
      found.small += 1;
      if (space.holds(filled(columns))) leaks.push(`seed ${seed}: n = ${n}`);
    }
  }
  console.log(
    `${found.small} groups below the floor, ${found.counters} of ${found.asked} counters told, ${leaks.length} computed`
  );
  expect(leaks).toEqual([]);
  expect(found.counters).toBeGreaterThan(500);
});
