import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/lib/domain/estimate/design.ts';
import type { DomainEstimate } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import { hiddenParts } from '../../src/lib/domain/disclosure/hidden-parts.ts';
import { parseCriteriaSet, POINTS_RULES } from '../../src/lib/domain/par/criteria-set.ts';
import { points } from '../../src/lib/domain/par/points.ts';
import { fullLayout } from '../../src/lib/domain/tally/layout.ts';
import { tally, type Answers } from '../../src/lib/domain/tally/score.ts';
import { aCell, aDesign, booklets, optionWeights, source } from '../unit/estimate/a-domain.ts';

const strata = ['U1|citizen|desk', 'U1|citizen|web', 'U2|citizen|desk'];
const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom('dont_know', 'not_encountered', undefined) }
);

interface Row {
  readonly stratum: string;
  readonly number: number;
  readonly values: readonly (number | string | undefined)[];
}
const row: fc.Arbitrary<Row> = fc.record({
  stratum: fc.constantFrom(...strata),
  number: fc.constantFrom(1, 2),
  values: fc.array(value, { minLength: 3, maxLength: 3 })
});
const rowList = fc.array(row, { minLength: 1, maxLength: 40 });

/** A cell of one row. */
function cellOf({ stratum, number, values }: Row): Cell {
  const web = stratum.endsWith('web');
  const family = web ? 'web/end' : 'desk/end';
  const items = [...(booklets[family][web ? 0 : number - 1] ?? []), 'OV'];
  const answers: Record<string, number | string> = {};
  items.forEach((id, i) => {
    const answered = values[i];
    if (answered !== undefined) answers[id] = answered;
  });
  return aCell([answers], { stratum, family, number: web ? 1 : number });
}

const criteriaSet = parseCriteriaSet({
  schema: 'hailong-criteria-set/1',
  id: 'property',
  version: '1',
  title: { vi: 'Kiểm' },
  status: 'example',
  source: 'test',
  maxPointsTotal: 5,
  rule: 'share',
  optionWeights: [0, 0.25, 0.5, 0.75, 1],
  steps: [
    { minShare: 0.7, shareOfPoints: 1 },
    { minShare: 0.4, shareOfPoints: 0.3 },
    { minShare: 0, shareOfPoints: 0 }
  ],
  criteria: [
    { area: 'A', maxPoints: 3, weight: 0.6 },
    { area: 'B', maxPoints: 2, weight: 0.4 }
  ]
});

const populationOf = (cells: readonly Cell[], factor: number) => {
  const counts = new Map<string, number>();
  for (const { stratum } of cells) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  return new Map([...counts].map(([id, n], i) => [id, n * factor * (i + 1)]));
};

/** Every number of two estimates agrees but for rounding. */
function expectSame(a: unknown, b: unknown, path = ''): void {
  if (typeof a === 'number' && typeof b === 'number')
    expect(Math.abs(a - b), path).toBeLessThan(1e-10 * Math.max(1, Math.abs(a)));
  else if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    expect(Object.keys(a), path).toEqual(Object.keys(b));
    const others = new Map(Object.entries(b));
    for (const [key, inner] of Object.entries(a)) expectSame(inner, others.get(key), `${path}.${key}`);
  } else expect(a, path).toEqual(b);
}

const spreads = (domain: DomainEstimate) =>
  [
    ...Object.values(domain.areas).flatMap((area) => [area, area.satisfied, area.weighted]),
    ...Object.values(domain.items),
    domain.keyItem.mean
  ].map(({ se }) => se);

describe('an estimate', () => {
  it('is the same from cells of one row as from merged cells, in any order', () => {
    fc.assert(
      fc.property(rowList, fc.nat(), (rows, turn) => {
        const cells = rows.map(cellOf);
        const design = aDesign({ populations: populationOf(cells, 3) });
        const at = turn % cells.length;
        const turned = [...cells.slice(at), ...cells.slice(0, at)].reverse();
        const [one, other] = [estimate(cells, design), estimate(turned, design)];
        expect(one.n).toBe(rows.length);
        expectSame(one, other);
      })
    );
  });

  it('does not change when every population is doubled, but for the population and the design effect', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = rows.map(cellOf);
        const [once, twice] = [3, 6].map((factor) =>
          estimate(cells, aDesign({ populations: populationOf(cells, factor) }))
        );
        expect(twice?.population).toBeCloseTo(2 * (once?.population ?? NaN), 8);
        // deff compares with a sample without replacement, of which a larger population is a smaller part.
        const rest = (domain: unknown): unknown =>
          JSON.parse(JSON.stringify(domain, (key, value: unknown) => (/^(population|deff)$/.test(key) ? 0 : value)));
        expectSame(rest(once), rest(twice));
      })
    );
  });

  it('merging strata of one weight keeps n, every sum, and so every figure but its spread', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = rows.map(cellOf);
        const each = new Map(strata.map((id) => [id, 4 * cells.filter(({ stratum }) => stratum === id).length]));
        const populations = new Map([...each].filter(([, size]) => size > 0));
        const apart = estimate(cells, aDesign({ populations }));
        const merged = cells.map((cell) => ({ ...cell, stratum: 'all|citizen|any' }));
        const whole = new Map([['all|citizen|any', 4 * cells.length]]);
        const together = estimate(merged, aDesign({ populations: whole }));
        expect(together.n).toBe(apart.n);
        expect(together.population).toBe(apart.population);
        const counted = ({ items, keyItem }: DomainEstimate) => [
          ...Object.values(items).map(({ n, counts, missing, skipped }) => ({ n, counts, missing, skipped })),
          keyItem.counts
        ];
        expectSame(counted(together), counted(apart));
        const values = (domain: DomainEstimate) => Object.values(domain.areas).map(({ estimate: value }) => value);
        expectSame(values(together), values(apart));
      })
    );
  });

  it('has no margin in a census with finite population correction', () => {
    fc.assert(
      fc.property(rowList, (rows) => {
        const cells = rows.map(cellOf);
        const counts = populationOf(cells, 1);
        const populations = new Map([...counts].map(([id], i) => [id, (counts.get(id) ?? 0) / (i + 1)]));
        for (const se of spreads(estimate(cells, aDesign({ populations, fpc: true })))) expect(se ?? 0).toBe(0);
      })
    );
  });

  it('of equal answers has standard error 0, exactly, whatever the weights and the missing answers', () => {
    fc.assert(
      fc.property(
        rowList,
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (rows, answer, factor) => {
          const cells = rows.map((one) =>
            cellOf({ ...one, values: one.values.map((given) => (typeof given === 'number' ? answer : given)) })
          );
          const domain = estimate(cells, aDesign({ populations: populationOf(cells, factor) }));
          for (const se of spreads(domain)) expect(se ?? 0).toBe(0);
          for (const { estimate: mean } of Object.values(domain.areas)) expect(mean ?? answer).toBe(answer);
        }
      )
    );
  });

  it('of equal full forms has standard error 0, exactly', () => {
    const layout = fullLayout(source, optionWeights);
    const form = fc.tuple(fc.constantFrom(...strata), fc.subarray([...layout.items]));
    fc.assert(
      fc.property(fc.array(form, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (forms, answer) => {
        const cells = forms.map(([stratum, items]): Cell => {
          const answers: Answers = Object.fromEntries(items.map((id) => [id, answer]));
          const moments = tally(layout, answers, { minItemsArea: 1 });
          return { stratum, booklet: 'full', family: 'desk/end', layout, moments };
        });
        const domain = estimate(cells, aDesign({ booklets: {}, populations: populationOf(cells, 7.3) }));
        for (const se of spreads(domain)) expect(se ?? 0).toBe(0);
      })
    );
  });
});

describe('points', () => {
  it('lie between 0 and the maximum, and do not fall when an answer rises', () => {
    fc.assert(
      fc.property(rowList, fc.nat(), (rows, place) => {
        const raised = rows.map((one, i) => ({
          ...one,
          values: one.values.map((given) =>
            i === place % rows.length && typeof given === 'number' ? Math.min(5, given + 1) : given
          )
        }));
        const [before, after] = [rows, raised].map((list) => {
          const cells = list.map(cellOf);
          return estimate(cells, aDesign({ populations: populationOf(cells, 2) }));
        });
        for (const rule of POINTS_RULES) {
          if (!before || !after) continue;
          const [low, high] = [before, after].map((domain) => points(domain, criteriaSet, rule, 0.95).total);
          const [lowPoints, highPoints] = [low?.estimate ?? 0, high?.estimate ?? 0];
          expect(lowPoints).toBeGreaterThanOrEqual(-1e-12);
          expect(highPoints).toBeLessThanOrEqual(5 + 1e-12);
          expect(highPoints).toBeGreaterThanOrEqual(lowPoints - 1e-9);
        }
      })
    );
  });
});

it('what is suppressed is never one part alone beside a shown one, nor below the floor', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 12 }), fc.integer({ min: 2, max: 12 }), (counts, floor) => {
      const parts = counts.map((n, i) => ({ id: `P${i}`, n }));
      const hidden = hiddenParts(parts, floor);
      const shown = parts.filter(({ id, n }) => n > 0 && !hidden.has(id));
      const sum = parts.filter(({ id }) => hidden.has(id)).reduce((total, { n }) => total + n, 0);
      for (const { n } of shown) expect(n).toBeGreaterThanOrEqual(floor);
      if (hidden.size > 0 && shown.length > 0) expect(hidden.size > 1 && sum >= floor).toBe(true);
    })
  );
});
