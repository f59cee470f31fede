import { describe, expect, it } from 'vitest';
import { fieldName, fieldRefusal } from '../../../src/lib/domain/disclosure/field-telling.ts';
import { standardisedShare, standardMix, type FieldSample } from '../../../src/lib/domain/comparison/standardised.ts';

/** One stratum of weight 1; by field, satisfied of answers. */
const sample = (fields: Readonly<Record<string, readonly [number, number]>>): FieldSample => ({
  cells: Object.entries(fields).map(([field, [satisfied, answers]]) => ({ field, stratum: 'u', satisfied, answers })),
  strata: new Map([['u', { rows: Object.values(fields).reduce((n, [, answers]) => n + answers, 0), weight: 1 }]])
});

describe('a share with the fields of all', () => {
  it('weighs the shares of the fields by the standard mix', () => {
    // Land 60 of 100, papers 90 of 100 here; 20 and 180 answers there.
    const one = sample({ land: [60, 100], papers: [90, 100] });
    const other = sample({ land: [10, 20], papers: [170, 180] });
    const mix = standardMix([one, other]);
    expect([...mix]).toEqual([
      ['land', 120 / 400],
      ['papers', 280 / 400]
    ]);
    const found = standardisedShare(one, mix, 0.95);
    expect(found?.share).toBeCloseTo(0.3 * 0.6 + 0.7 * 0.9, 12);
    // Σ z = 0 in each field: V = n/(n−1) Σ a² p(1−p)/n_f.
    const variance = (200 / 199) * ((0.09 * 0.6 * 0.4) / 100 + (0.49 * 0.9 * 0.1) / 100);
    expect(found?.se).toBeCloseTo(Math.sqrt(variance), 12);
    expect(found).toMatchObject({ n: 200, df: 199, coverage: 1 });
  });

  it('is the raw share where the mix is the unit’s own', () => {
    const one = sample({ land: [60, 100], papers: [90, 300], other: [7, 50] });
    expect(standardisedShare(one, standardMix([one]), 0.95)?.share).toBeCloseTo(157 / 450, 12);
  });

  it('weighs answers by their strata', () => {
    const strata = new Map([
      ['online', { rows: 10, weight: 9 }],
      ['desk', { rows: 10, weight: 1 }]
    ]);
    const cells = [
      { field: 'land', stratum: 'online', answers: 10, satisfied: 10 },
      { field: 'land', stratum: 'desk', answers: 10, satisfied: 0 }
    ];
    expect(standardisedShare({ cells, strata }, new Map([['land', 1]]), 0.95)?.share).toBeCloseTo(0.9, 12);
  });

  it('tells how much of the standard the unit’s fields cover, and is null where they cover none', () => {
    const mix = new Map([
      ['land', 0.5],
      ['papers', 0.3],
      ['other', 0.2]
    ]);
    const found = standardisedShare(sample({ land: [50, 100], papers: [100, 100] }), mix, 0.95);
    expect(found?.coverage).toBeCloseTo(0.8, 12);
    expect(found?.share).toBeCloseTo((0.5 * 0.5 + 0.3) / 0.8, 12);
    expect(standardisedShare(sample({ health: [1, 2] }), mix, 0.95)).toBeNull();
  });

  it('has no spread of its own where all are satisfied, and an interval all the same', () => {
    const found = standardisedShare(
      sample({ a: [40, 40], b: [40, 40] }),
      standardMix([sample({ a: [1, 2], b: [1, 2] })]),
      0.95
    );
    expect(found).toMatchObject({ share: 1, se: 0 });
    expect(found?.ci?.[0]).toBeGreaterThan(0.9);
    expect(found?.ci?.[0]).toBeLessThan(1);
  });
});

describe('who is compared by fields', () => {
  const counter = (field: string | null, rows: number, answers = rows) => ({ field, rows, answers });
  const refusal = (counters: readonly ReturnType<typeof counter>[], isHidden = false) =>
    fieldRefusal(counters, { floor: 5, isHidden });

  it('is a unit of three fields, each counter with the floor or nobody', () => {
    expect(refusal([counter('a', 5), counter('b', 5), counter('c', 9), counter('d', 0)])).toBeNull();
    expect(refusal([counter('a', 5), counter('b', 5), counter('c', 4)])).toBe('few');
    expect(refusal([counter('a', 5), counter('b', 5), counter('c', 9, 4)])).toBe('few');
    // The field holds ten, one counter of it two.
    expect(refusal([counter('a', 8), counter('a', 2), counter('b', 9), counter('c', 9)])).toBe('few');
    expect(refusal([counter('a', 50), counter('b', 50)])).toBe('few');
    expect(refusal([counter('a', 5), counter('b', 5), counter('c', 9), counter(null, 30)])).toBe('no_field');
    expect(refusal([counter('a', 50), counter('b', 50), counter('c', 50)], true)).toBe('hidden');
  });

  it('takes a counter of several fields for a field of its own', () => {
    expect(fieldName(['Đất đai'])).toBe('đất đai');
    expect(fieldName(['Hộ tịch', 'Chứng thực'])).toBe(fieldName(['chứng thực ', 'HỘ TỊCH']));
    expect(fieldName([])).toBeNull();
    expect(fieldName([' '])).toBeNull();
  });
});
