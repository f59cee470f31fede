import { describe, expect, it } from 'vitest';
import { clock, formatFor, parseQuarter } from '../../src/lib/i18n/format.ts';

const vi = formatFor('vi');
const en = formatFor('en');
const AT_1430 = Date.UTC(2026, 8, 18, 7, 30);
const AT_0942 = Date.UTC(2026, 8, 18, 2, 42);

describe('the table of UX §5, row by row', () => {
  it.each([
    ['share', vi.share(0.878), '87,8\u00a0%', en.share(0.878), '87.8%'],
    ['mean', vi.mean(4.21), '4,21 trên 5', en.mean(4.21), '4.21 out of 5'],
    ['points', vi.points(8.28, 10), '8,28 / 10', en.points(8.28, 1.5), '8.28 / 1.5'],
    ['change of share', vi.change(0.021), '+2,1 điểm %', en.change(0.021), '+2.1 points'],
    ['interval', vi.shareInterval([0.84, 0.866]), '84,0 đến 86,6', en.shareInterval([0.84, 0.866]), '84.0 to 86.6'],
    [
      'interval of a mean',
      vi.meanInterval([4.05, 4.37]),
      '4,05 đến 4,37',
      en.meanInterval([4.05, 4.37]),
      '4.05 to 4.37'
    ],
    ['report interval', vi.reportInterval([0.84, 0.866]), '84,0–86,6', en.reportInterval([0.84, 0.866]), '84.0–86.6'],
    ['count', vi.count(6412), '6.412', en.count(6412), '6,412'],
    ['n', vi.n(356), 'n = 356', en.n(356), 'n = 356'],
    ['part of a whole', vi.ratio(41, 286), '41 / 286', en.ratio(41, 1286), '41 / 1,286'],
    ['minus', vi.changeNumber(-0.028), '\u22122,8', en.changeNumber(-0.028), '\u22122.8'],
    ['time of day', clock(AT_1430), '14:30', clock(AT_0942), '9:42'],
    ['time', vi.time(AT_1430), '14:30, 18/9/2026', en.time(AT_1430), '14:30, 18/9/2026'],
    [
      'time for citizens',
      vi.citizenTime(AT_0942),
      '9 giờ 42, ngày 18/9/2026',
      en.citizenTime(AT_0942),
      '9:42, 18/9/2026'
    ],
    ['day', vi.day('2026-09-08'), '8/9/2026', en.shortDay('2026-09-08'), '8/9'],
    ['quarter', vi.round('Quý III/2026'), 'Quý III/2026', en.round('Quý III/2026'), 'Q3 2026'],
    ['quarter on an axis', vi.roundAxis('Quý III/2026'), 'III/26', en.roundAxis('Quý III/2026'), 'Q3/26'],
    ['receipt', vi.groups('7Q2M9KXD'), '7Q2M-9KXD', en.groups('7Q2M9KXD'), '7Q2M-9KXD']
  ])('%s', (_row, vietnamese, expectedVi, english, expectedEn) => {
    expect([vietnamese, english]).toEqual([expectedVi, expectedEn]);
  });
});

describe('the edges of the table', () => {
  it('gives no sign to a change that rounds to nothing', () => {
    expect(vi.changeNumber(-0.0004)).toBe('0,0');
    expect(vi.changeNumber(0.0004)).toBe('0,0');
  });

  it('clips limits to the scale for the eye', () => {
    expect(vi.shareInterval([-0.02, 1.03])).toBe('0,0 đến 100,0');
    expect(vi.changeInterval([-1.235, 0.549])).toBe('−100,0 đến +54,9');
    expect(vi.meanInterval([0.8, 5.2])).toBe('1,00 đến 5,00');
    expect(vi.pointsInterval([1.1, 1.6], 1.5)).toBe('1,10 đến 1,50');
  });

  it('leaves a round that is not a quarter by its name', () => {
    expect(en.round('Khảo sát thử')).toBe('Khảo sát thử');
    expect([vi.round('2026-Q3'), en.round('2026-Q3')]).toEqual(['Quý III/2026', 'Q3 2026']); // of the plan
    expect(parseQuarter('Quý V/2026')).toBeNull();
    expect(vi.roundInText('Quý II/2026')).toBe('quý II/2026');
  });
});
