import fc from 'fast-check';
import { expect, it } from 'vitest';
import { standardisedShare, standardMix, type FieldSample } from '../../src/lib/domain/comparison/standardised.ts';

/** Of each field the share k/12 of 12·m answers, so that shares are equal whatever m. */
const unit = (shares: readonly number[], sizes: readonly number[]): FieldSample => ({
  cells: shares.map((k, i) => ({
    field: `f${i}`,
    stratum: 'u',
    answers: 12 * (sizes[i] ?? 1),
    satisfied: k * (sizes[i] ?? 1)
  })),
  strata: new Map([['u', { rows: 12 * sizes.reduce((n, size) => n + size, 0), weight: 1 }]])
});
const field = fc.tuple(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 1, max: 500 }),
  fc.integer({ min: 1, max: 500 })
);

it('is equal for two units with equal shares by field, whatever their own mixes', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
      const shares = fields.map(([k]) => k);
      const one = unit(
        shares,
        fields.map(([, size]) => size)
      );
      const other = unit(
        shares,
        fields.map(([, , size]) => size)
      );
      const mix = standardMix([one, other]);
      const [a, b] = [standardisedShare(one, mix, 0.95), standardisedShare(other, mix, 0.95)];
      expect(Math.abs((a?.share ?? 0) - (b?.share ?? 1))).toBeLessThan(1e-9);
    })
  );
});

it('lies between the least and the greatest share of its fields, within its interval', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
      const shares = fields.map(([k]) => k);
      const one = unit(
        shares,
        fields.map(([, size]) => size)
      );
      const mix = standardMix([
        one,
        unit(
          shares,
          fields.map(([, , size]) => size)
        )
      ]);
      const found = standardisedShare(one, mix, 0.95);
      const share = found?.share ?? NaN;
      expect(share).toBeGreaterThanOrEqual(Math.min(...shares) / 12 - 1e-9);
      expect(share).toBeLessThanOrEqual(Math.max(...shares) / 12 + 1e-9);
      expect(found?.ci?.[0]).toBeLessThanOrEqual(share + 1e-9);
      expect(found?.ci?.[1]).toBeGreaterThanOrEqual(share - 1e-9);
    })
  );
});
