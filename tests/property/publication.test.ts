import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corrections } from '../../src/lib/domain/publication/corrections.ts';
import { hiddenParts } from '../../src/lib/domain/disclosure/hidden-parts.ts';
import { afterWorkingDays, daysOverdue, publicationDay } from '../../src/lib/domain/publication/publication-day.ts';
import { mayStandBeside, type UnitSize } from '../../src/lib/domain/publication/replacement.ts';
import { standingOf } from '../../src/lib/domain/publication/standing.ts';

const FLOOR = 10;
const sizes = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 12 });

describe('what is published of areas', () => {
  it('hides every small part, and never leaves one hidden part or fewer than the floor in all that is hidden', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.nat({ max: 11 }), { maxLength: 4 }), (counts, chosen) => {
        const parts = counts.map((n, i) => ({ id: String(i), n }));
        const already = new Set(chosen.map(String).filter((id) => parts.some((part) => part.id === id)));
        const hidden = hiddenParts(parts, FLOOR, already);
        for (const { id, n } of parts) if (n > 0 && n < FLOOR) expect(hidden.has(id)).toBe(true);
        for (const id of already) expect(hidden.has(id)).toBe(true);
        const held = parts.filter(({ id, n }) => n > 0 && hidden.has(id));
        const sum = held.reduce((total, { n }) => total + n, 0);
        const all = parts.filter(({ n }) => n > 0);
        expect(held.length === 0 || held.length === all.length || (held.length > 1 && sum >= FLOOR)).toBe(true);
      })
    );
  });
});

describe('a later version beside an earlier one', () => {
  const versions = (before: readonly number[], after: readonly number[]) =>
    [before, after].map(
      (counts) => new Map<string, UnitSize>(counts.map((n, i) => [String(i), { n, sums: n === 0 ? '' : 'a' }]))
    );

  it('is published only where no unit differs by fewer answers than the floor', () => {
    fc.assert(
      fc.property(sizes, sizes, (before, after) => {
        const [was, is] = versions(before, after);
        if (!was || !is) return;
        const width = Math.max(before.length, after.length);
        const differences = Array.from({ length: width }, (_, i) => Math.abs((before[i] ?? 0) - (after[i] ?? 0)));
        const isTold = differences.every((difference) => difference === 0 || difference >= FLOOR);
        expect(mayStandBeside(was, is, FLOOR)).toBe(isTold);
      })
    );
  });

  it('is not where as many answers came as went: their sums would tell of them', () => {
    const was = new Map([['a', { n: 40, sums: 'one' }]]);
    expect(mayStandBeside(was, new Map([['a', { n: 40, sums: 'other' }]]), FLOOR)).toBe(false);
    expect(mayStandBeside(was, was, FLOOR)).toBe(true);
  });
});

describe('the day of publication', () => {
  it('is the promised one, and never before the units had five working days', () => {
    // 2027-01-08 is a Friday: 11 to 15 January are its five working days, the 16th the day after.
    expect(afterWorkingDays('2027-01-08', 5)).toBe('2027-01-16');
    expect(publicationDay('2027-01-08', '2027-01-20')).toBe('2027-01-20');
    expect(publicationDay('2027-01-08', '2027-01-12')).toBe('2027-01-16');
    expect(publicationDay('2027-01-08', null)).toBe('2027-01-16');
    expect([daysOverdue('2027-01-12', '2027-01-12'), daysOverdue('2027-01-12', '2027-01-15')]).toEqual([0, 3]);
  });

  it('tells what is late, whether frozen or not', () => {
    expect(standingOf(null, '2027-01-12', '2027-01-13')).toEqual({
      kind: 'promised',
      on: '2027-01-12',
      overdueDays: 1
    });
    expect(standingOf('2027-01-08', '2027-01-12', '2027-01-13')).toEqual({
      kind: 'preview',
      on: '2027-01-16',
      overdueDays: 1
    });
    expect(standingOf('2027-01-08', '2027-01-12', '2027-01-16')).toEqual({ kind: 'published', on: '2027-01-16' });
  });
});

it('names what a version corrects, the whole first', () => {
  const unit = (id: string, n: number | null, share: number | null) => ({ id, code: id, title: id, n, share });
  const document = (n: number, share: number | null) =>
    ({ whole: unit('tinh', 100, 0.8), units: [unit('a', n, share), unit('b', 20, 0.5)] }) as never;
  expect(corrections(document(30, 0.9), document(41, null))).toEqual([
    { unit: 'a', title: 'a', before: 0.9, after: null }
  ]);
});
