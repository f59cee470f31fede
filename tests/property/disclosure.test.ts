import { describe, expect, it } from 'vitest';
import { disclosure, type Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';
import { RowSpace } from '../support/row-space.ts';
import { aSmallRound, counted, LANES, MODES, TYPES } from '../support/small-province.ts';

const FLOOR = 5;
const SEEDS = 600;

/** Everything a reader can ask: each unit by type, filing mode, channel, class and lane, alone and together. */
function everyQuestion({ paths, cells }: ReturnType<typeof aSmallRound>) {
  const keeps: Cut['keepsLane'][] = [
    null,
    ...['qr', 'link', 'kiosk'].map((name) => (lane: Lane) => counted(lane) && lane.channel === name),
    ...['C', 'B'].map((name) => (lane: Lane) => counted(lane) && lane.evidence === name),
    ...LANES.map((name) => (lane: Lane) => lane === name)
  ];
  const cuts = [null, ...TYPES].flatMap((respondentType) =>
    [null, ...MODES].flatMap((filingMode) => keeps.map((keepsLane) => ({ respondentType, filingMode, keepsLane })))
  );
  return [...new Set([...paths.values()].flat())].flatMap((unit) =>
    cuts.map((cut) => {
      const columns = cells.flatMap((cell, i) => {
        const isUnder = paths.get(cell.unit)?.includes(unit);
        const isOfType = cut.respondentType === null || cut.respondentType === cell.respondentType;
        const isOfMode = cut.filingMode === null || cut.filingMode === cell.filingMode;
        return isUnder && isOfType && isOfMode && (cut.keepsLane ?? counted)(cell.lane) ? [i] : [];
      });
      return { unit, cut, columns, n: columns.reduce((n, i) => n + (cells[i]?.n ?? 0), 0) };
    })
  );
}

const nameOf = ({ respondentType, filingMode, keepsLane }: Cut) => {
  if (respondentType !== null) return 'respondentType';
  if (filingMode !== null) return 'filingMode';
  return keepsLane === null ? 'whole' : 'lane';
};

describe('what is shown of a round (T38)', () => {
  it('lets nobody compute a group below the floor from all replies together, even who knows which cells are empty', () => {
    let small = 0;
    const answered = { whole: 0, respondentType: 0, filingMode: 0, lane: 0 };
    const leaks: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const round = aSmallRound(seed);
      const mayShow = disclosure({ ...round, counted, floor: FLOOR });
      const filled = (columns: readonly number[]) => columns.filter((i) => (round.cells[i]?.n ?? 0) > 0);
      const space = new RowSpace(round.cells.length);
      const questions = everyQuestion(round);
      for (const { unit, cut, columns, n } of questions) {
        if (mayShow(unit, cut) !== null) continue;
        space.add(filled(columns));
        if (n > 0) answered[nameOf(cut)] += 1;
      }
      const cells = round.cells.flatMap((cell, i) =>
        counted(cell.lane) ? [{ unit: cell.unit, columns: [i], n: cell.n }] : []
      );
      for (const { unit, columns, n } of [...questions, ...cells]) {
        if (n === 0 || n >= FLOOR) continue;
        small += 1;
        if (space.holds(filled(columns))) leaks.push(`seed ${seed}: ${unit}, n = ${n}`);
      }
    }
    console.log(`${small} groups below the floor, told: ${JSON.stringify(answered)}, ${leaks.length} computed`);
    expect(leaks).toEqual([]);
    for (const count of Object.values(answered)) expect(count).toBeGreaterThan(1_000);
  });

  it('lets nobody compute two small cells together who does not know which cells are empty', () => {
    const leaks: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const round = aSmallRound(seed);
      const mayShow = disclosure({ ...round, counted, floor: FLOOR });
      const space = new RowSpace(round.cells.length);
      for (const { unit, cut, columns } of everyQuestion(round)) if (mayShow(unit, cut) === null) space.add(columns);
      const small = round.cells.flatMap(({ n, lane }, i) => (n > 0 && n < FLOOR && counted(lane) ? [{ n, i }] : []));
      for (const a of small) {
        for (const b of small) {
          if (a.i < b.i && a.n + b.n < FLOOR && space.holds([a.i, b.i])) leaks.push(`seed ${seed}: ${a.i}, ${b.i}`);
        }
      }
    }
    expect(leaks).toEqual([]);
  });
});
