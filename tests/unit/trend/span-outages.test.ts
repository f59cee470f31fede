import { describe, expect, it } from 'vitest';
import { outageFault, type Outage } from '../../../src/lib/domain/outage/outage.ts';
import { outagesIn } from '../../../src/lib/domain/trend/span-outages.ts';

const outage = (from: string, to: string, unit = 'xa'): Outage => ({ from, to, unit, kind: 'network' });
const APRIL = { from: '2026-04-01', to: '2026-04-30' };

describe('the outages of a span', () => {
  it('cuts each to the span and says where in it it lies', () => {
    const { own, days } = outagesIn(
      APRIL,
      [outage('2026-03-30', '2026-04-03'), outage('2026-04-16', '2026-04-16')],
      []
    );
    expect(own.map(({ from, to }) => [from, to])).toEqual([
      ['2026-04-01', '2026-04-03'],
      ['2026-04-16', '2026-04-16']
    ]);
    // three of thirty days, and the sixteenth
    expect(own[0]).toMatchObject({ start: 0, end: 3 / 30 });
    expect(own[1]?.start).toBeCloseTo(15 / 30, 12);
    expect(own[1]?.end).toBeCloseTo(16 / 30, 12);
    expect(days).toBe(4);
  });

  it('counts a day once, and leaves out what lies before and after', () => {
    const found = outagesIn(
      APRIL,
      [
        outage('2026-04-01', '2026-04-02'),
        outage('2026-04-02', '2026-04-03', 'tinh'),
        outage('2026-03-01', '2026-03-31'),
        outage('2026-05-01', '2026-05-01')
      ],
      []
    );
    expect(found.own).toHaveLength(2);
    expect(found.days).toBe(3);
  });

  it('counts units under it, and the days on which at least one of them had one', () => {
    const under = [
      outage('2026-04-01', '2026-04-02', 'a'),
      outage('2026-04-02', '2026-04-02', 'b'),
      outage('2026-04-20', '2026-04-20', 'b')
    ];
    expect(outagesIn(APRIL, [], under)).toEqual({ own: [], days: 0, under: { units: 2, days: 3 } });
  });
});

describe('the days of an outage', () => {
  const fault = (from: string, to: string) => outageFault({ from, to }, '2026-04-10');
  it('are days of the calendar, in order, not to come, and 31 at most', () => {
    expect(fault('2026-04-10', '2026-04-10')).toBeNull();
    expect(fault('2026-03-11', '2026-04-10')).toBeNull();
    expect(fault('2026-03-10', '2026-04-10')).toBe('too_long');
    expect(fault('2026-04-10', '2026-04-11')).toBe('future');
    expect(fault('2026-04-09', '2026-04-08')).toBe('to_before_from');
    for (const day of ['', '10/4/2026', '2026-02-30', '1026-04-01', '2026-4-1'])
      expect(fault(day, '2026-04-10')).toBe('day_malformed');
  });
});
