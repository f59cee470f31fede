import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closedDaysText,
  parseClosedDays,
  parseServiceFields
} from '../../../src/lib/domain/organisation/counter-details.ts';
import {
  openDayText,
  openingHoursText,
  parseOpenDay,
  parseOpeningHours
} from '../../../src/lib/domain/organisation/opening-hours.ts';

describe('opening hours', () => {
  it('are read as people write them', () => {
    const day = [
      { from: '07:30', to: '11:30' },
      { from: '13:30', to: '17:00' }
    ];
    expect(parseOpenDay('7:30-11:30, 13h30 – 17h')).toEqual(day);
    expect(parseOpenDay('')).toEqual([]);
    const week = [day, day, day, day, day, [{ from: '07:30', to: '11:30' }], []];
    expect(parseOpeningHours('t2-T6: 7:30-11:30, 13:30-17:00; T7 7:30-11:30')).toEqual(week);
    expect(openingHoursText(week)).toBe('T2-T6 7:30-11:30, 13:30-17:00; T7 7:30-11:30');
    expect(parseOpeningHours('')).toEqual([[], [], [], [], [], [], []]);
  });

  it('are refused when they overlap, end before they begin, or say a day twice', () => {
    for (const text of ['11:30-7:30', '7:30-11:30, 11:00-12:00', '25:00-26:00', '7:30', '7:30-8:00-9:00', 'sáng'])
      expect([text, parseOpenDay(text)]).toEqual([text, null]);
    for (const text of ['T2-T6 7:30-11:30; T3 8:00-9:00', 'T6-T2 7:30-11:30', 'T8 7:30-11:30', 'T2', '7:30-11:30'])
      expect([text, parseOpeningHours(text)]).toEqual([text, null]);
  });

  const clock = fc.integer({ min: 0, max: 24 * 60 }).map((m) => {
    return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  });
  const openDay = fc.uniqueArray(clock, { minLength: 0, maxLength: 8 }).map((clocks) => {
    const sorted = clocks.toSorted();
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => {
      return { from: sorted[2 * i] ?? '', to: sorted[2 * i + 1] ?? '' };
    });
  });

  it('come back from their text as they were', () => {
    fc.assert(
      fc.property(fc.array(openDay, { minLength: 7, maxLength: 7 }), (week) => {
        expect(parseOpeningHours(openingHoursText(week))).toEqual(week);
        expect(parseOpenDay(openDayText(week[0] ?? []))).toEqual(week[0]);
      })
    );
  });
});

describe('what else is known of a counter', () => {
  it('is read from lines or semicolons, in order and once', () => {
    expect(parseServiceFields(' Hộ tịch; Đất đai\nHộ tịch ')).toEqual(['Hộ tịch', 'Đất đai']);
    expect(parseServiceFields('x'.repeat(81))).toBe(null);
    expect(parseClosedDays('30/4/2026; 2026-01-01\n30/4/2026')).toEqual(['2026-01-01', '2026-04-30']);
    expect(parseClosedDays('46023')).toBe(null);
    expect(closedDaysText(['2026-01-01', '2026-04-30'])).toBe('1/1/2026; 30/4/2026');
  });
});
