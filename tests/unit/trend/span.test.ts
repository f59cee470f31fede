import { describe, expect, it } from 'vitest';
import { daysCovered, daysIn, middleDay, monthOf, weekOf } from '../../../src/lib/domain/trend/span.ts';
import { breaksBetween, isCut } from '../../../src/lib/domain/trend/trend-break.ts';

describe('a span', () => {
  it('counts both its ends', () => {
    expect(daysIn({ from: '2026-01-01', to: '2026-03-31' })).toBe(90);
    expect(daysIn({ from: '2026-01-02', to: '2026-01-01' })).toBe(0);
  });

  it('has its middle day, by which a round belongs to one period only', () => {
    expect(middleDay({ from: '2026-01-01', to: '2026-03-31' })).toBe('2026-02-14');
    expect(middleDay({ from: '2026-01-01', to: '2026-01-02' })).toBe('2026-01-01');
  });

  it('knows its month, and its week from Monday to Sunday', () => {
    expect(monthOf('2024-02-10')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(weekOf('2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(weekOf('2026-11-30')).toEqual({ from: '2026-11-30', to: '2026-12-06' });
  });

  it('counts a day that two rounds share once', () => {
    const year = { from: '2026-01-01', to: '2026-12-31' };
    const rounds = [
      { from: '2026-03-01', to: '2026-03-20' },
      { from: '2025-12-01', to: '2026-01-10' },
      { from: '2026-03-11', to: '2026-03-31' }
    ];
    expect(daysCovered(year, rounds)).toBe(10 + 31);
    expect(daysCovered(year, [])).toBe(0);
  });
});

describe('breaks between two rounds', () => {
  const before = { opensOn: '2026-01-01', questionnaire: 'q1', rule: 'share', form: 'booklet' };

  it('are none where nothing changed', () => {
    expect(breaksBetween(before, { ...before, opensOn: '2026-04-01' }, null)).toEqual([]);
  });

  it('cut the line at a merger and at another form, and only there', () => {
    const after = { ...before, opensOn: '2026-04-01', questionnaire: 'q2', rule: 'steps' };
    const soft = breaksBetween(before, after, null);
    expect(soft.map(({ kind }) => kind)).toEqual(['questionnaire', 'rule']);
    expect(isCut(soft)).toBe(false);
    expect(isCut(breaksBetween(before, after, '2026-03-05'))).toBe(true);
    expect(isCut(breaksBetween(before, { ...after, form: 'full' }, null))).toBe(true);
  });
});
