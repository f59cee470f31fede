import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/lib/domain/estimate/design.ts';
import type { DomainAreas } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate, estimateAreas, estimateFrame } from '../../src/lib/domain/estimate/estimate.ts';
import {
  shiftedMerged,
  shiftedSums,
  stratumSizes,
  weightedCells,
  withPartShifted,
  type StratumShift
} from '../../src/lib/domain/estimate/what-if.ts';
import { fullLayout, itemAt } from '../../src/lib/domain/tally/layout.ts';
import { sumMoments } from '../../src/lib/domain/tally/moments.ts';
import { tally, type Answers } from '../../src/lib/domain/tally/score.ts';
import { shiftMoments } from '../../src/lib/domain/tally/shift.ts';
import { aCell, aDesign, booklets, optionWeights, source } from '../unit/estimate/a-domain.ts';

const strata = ['U1|citizen|desk', 'U1|business|desk', 'U2|citizen|desk'] as const;
const answer = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom('dont_know', undefined) }
);
const row = fc.record({
  stratum: fc.constantFrom(...strata),
  number: fc.constantFrom(1, 2),
  values: fc.array(answer, { minLength: 3, maxLength: 3 })
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const rowList = fc.array(row, { minLength: 2, maxLength: 40 });
const part = fc.double({ min: 0, max: 1, noNaN: true });

const AREA_A = new Set(['A.1', 'A.2']);
const everywhere = () => true;

function cellOf({ stratum, number, values }: Row, change = (value: number) => value): Cell {
  const items = [...(booklets['desk/end'][number - 1] ?? []), 'OV'];
  const answers: Record<string, number | string> = {};
  for (const [i, item] of items.entries()) {
    const value = values[i];
    if (value !== undefined) answers[item] = typeof value === 'number' && i === 0 ? change(value) : value;
  }
  return aCell([answers], { stratum, number });
}
const cellsOf = (rows: readonly Row[], change?: (value: number) => number) => rows.map((one) => cellOf(one, change));
const design = aDesign({ populations: new Map(strata.map((id, i) => [id, 100 * (i + 1)])) });
/** As the page of points does it. */
const afterShifts = (cells: readonly Cell[], shifts: readonly StratumShift[]) => {
  const frame = estimateFrame(cells, design);
  return estimateAreas(frame, {}, shiftedSums(frame.sample.cells, shifts));
};
const areasOf = (cells: readonly Cell[]): DomainAreas => estimateAreas(estimateFrame(cells, design));
const close = (a: number | null | undefined, b: number | null | undefined, digits = 9) => {
  if (a == null || b == null) expect(a).toEqual(b);
  else expect(a).toBeCloseTo(b, digits);
};

describe('a what-if', () => {
  it('of nobody changes nothing, to the last bit', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = cellsOf(rows);
        const after = afterShifts(cells, [{ items: AREA_A, share: 0, inStratum: everywhere }]);
        expect(after).toStrictEqual(areasOf(cells));
      })
    );
  });

  it('of up to three, one after the other, is the estimate of the changed cells, to the last bit', () => {
    const shift = fc.record({
      items: fc.constantFrom(AREA_A, new Set(['A.1']), new Set(['B.1', 'B.2'])),
      share: fc.oneof(part, fc.constantFrom(0, 1)),
      inStratum: fc.constantFrom(everywhere, (id: string) => id === strata[0])
    });
    fc.assert(
      fc.property(rowList, fc.array(shift, { maxLength: 3 }), (rows, shifts) => {
        const { sample } = estimateFrame(cellsOf(rows), design);
        const changed = shiftedMerged(sample.cells, shifts);
        expect(afterShifts(cellsOf(rows), shifts)).toStrictEqual(areasOf(changed));
        const sumsOf = shiftedSums(sample.cells, shifts);
        for (const [c, { moments }] of [...changed.entries()].reverse()) {
          expect(Array.from(sumsOf(c)).slice(0, moments.length)).toStrictEqual(moments);
        }
      })
    );
  });

  it('of everybody makes the share of the area 1 and leaves the others', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = cellsOf(rows);
        const before = estimate(cells, design);
        const { areas } = afterShifts(cells, [{ items: AREA_A, share: 1, inStratum: everywhere }]);
        if (before.areas['A']?.satisfied.estimate != null) close(areas['A']?.satisfied.estimate, 1, 12);
        expect(areas['B']).toStrictEqual(before.areas['B']);
      })
    );
  });

  it('is the estimate of rows that were really changed, in one stratum and in all', () => {
    fc.assert(
      fc.property(rowList, fc.constantFrom(null, ...strata), (rows, only) => {
        const isIn = (stratum: string) => only === null || stratum === only;
        const really = rows.map((one) => cellOf(one, (value) => (isIn(one.stratum) ? Math.max(4, value) : value)));
        const changed = estimate(really, design);
        const thought = afterShifts(cellsOf(rows), [{ items: AREA_A, share: 1, inStratum: isIn }]);
        for (const id of ['A', 'B']) {
          close(thought.areas[id]?.estimate, changed.areas[id]?.estimate);
          close(thought.areas[id]?.satisfied.estimate, changed.areas[id]?.satisfied.estimate);
          close(thought.areas[id]?.weighted.estimate, changed.areas[id]?.weighted.estimate);
          for (const other of ['A', 'B'])
            close(thought.covariance.satisfied[id]?.[other], changed.covariance.satisfied[id]?.[other]);
        }
        const [before] = cellsOf(rows);
        const [after] = really;
        const inCell = before && shiftedMerged([before], [{ items: AREA_A, share: 1, inStratum: isIn }])[0];
        expect(inCell?.moments.slice(0, itemAt(1))).toEqual(after?.moments.slice(0, itemAt(1)));
        close(thought.covariance.rating['A']?.['A'], changed.covariance.rating['A']?.['A'], 7);
      })
    );
  });

  it('raises the share with every further person, and two steps are as one', () => {
    fc.assert(
      fc.property(rowList, part, part, (rows, first, second) => {
        const cells = cellsOf(rows);
        const after = (...shares: number[]) =>
          afterShifts(
            cells,
            shares.map((share) => ({ items: AREA_A, share, inStratum: everywhere }))
          ).areas['A']?.satisfied ?? null;
        const [low, high] = [Math.min(first, second), Math.max(first, second)];
        expect((after(high)?.estimate ?? 0) - (after(low)?.estimate ?? 0)).toBeGreaterThan(-1e-9);
        const joint = 1 - (1 - first) * (1 - second);
        close(after(first, second)?.estimate, after(joint)?.estimate);
        close(after(first, second)?.se, after(joint)?.se, 6);
      })
    );
  });

  it('is affine in the share: s + q(1 − s)', () => {
    fc.assert(
      fc.property(rowList, part, (rows, share) => {
        const cells = cellsOf(rows);
        const s = estimate(cells, design).areas['A']?.satisfied.estimate;
        const after = afterShifts(cells, [{ items: AREA_A, share, inStratum: everywhere }]);
        if (s != null) close(after.areas['A']?.satisfied.estimate, s + share * (1 - s));
      })
    );
  });

  it('takes a full form whole: its shares are those of the rows really changed, products too', () => {
    const layout = fullLayout(source, optionWeights);
    const list = fc.array(fc.array(answer, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(list, (rows) => {
        const answers = (change: (value: number) => number) =>
          rows.map((values): Answers => {
            const given = ['A.1', 'A.2', 'B.1', 'B.2'].flatMap((item, i) => {
              const value = values[i];
              if (value === undefined) return [];
              return [[item, typeof value === 'number' && item.startsWith('A') ? change(value) : value] as const];
            });
            return Object.fromEntries(given);
          });
        const sum = (all: readonly Answers[]) => sumMoments(all.map((one) => tally(layout, one, { minItemsArea: 1 })));
        const really = sum(answers((value) => Math.max(4, value)));
        const thought = shiftMoments(layout, sum(answers((value) => value)), { items: AREA_A, share: 1 });
        const pooled = { stratum: 's', booklet: 'full', family: 'full', layout };
        const of = (moments: readonly number[]) => estimate([{ ...pooled, moments }], aDesign());
        for (const id of ['A', 'B']) {
          close(of(thought).areas[id]?.satisfied.estimate, of(really).areas[id]?.satisfied.estimate);
          close(of(thought).covariance.satisfied['A']?.[id], of(really).covariance.satisfied['A']?.[id]);
        }
      })
    );
  });
});

describe('cells with their weights inside', () => {
  it('give the point estimates of the whole sample', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = cellsOf(rows);
        const whole = estimate(cells, design);
        const few = estimate(weightedCells(cells, design.populations), aDesign());
        for (const id of ['A', 'B']) {
          close(few.areas[id]?.estimate, whole.areas[id]?.estimate);
          close(few.areas[id]?.satisfied.estimate, whole.areas[id]?.satisfied.estimate);
        }
      })
    );
  });

  it('give what a shift in one stratum does to the whole', () => {
    fc.assert(
      fc.property(rowList, part, (rows, share) => {
        const cells = cellsOf(rows);
        const [stratum] = strata;
        const own = cells.filter((cell) => cell.stratum === stratum);
        const shift = { items: AREA_A, share, inStratum: (id: string) => id === stratum || id === 'all' };
        const sizes = stratumSizes(cells);
        const few = weightedCells(own, design.populations, sizes);
        const whole = weightedCells(cells, design.populations, sizes);
        const thought = estimate(withPartShifted(whole, few, shiftedMerged(few, [shift])), aDesign());
        const asked = afterShifts(cells, [shift]);
        close(thought.areas['A']?.satisfied.estimate, asked.areas['A']?.satisfied.estimate);
        close(thought.areas['B']?.estimate, asked.areas['B']?.estimate);
      })
    );
  });
});
