import { describe, expect, it } from 'vitest';
import { answerPatterns } from '../../../src/lib/domain/integrity/answer-patterns.ts';
import { maxInWindow, scanP, timesByGroup } from '../../../src/lib/domain/integrity/bursts.ts';
import { funnel } from '../../../src/lib/domain/integrity/funnel.ts';
import { speeders } from '../../../src/lib/domain/integrity/speeders.ts';

it('runs of equal answers pass over missing ones', () => {
  // Rows: 4 4 – 4, then 5 0 5 3, then nothing at all.
  const columns = [[4, 5, -1], [4, 0, 0], [-1, 5, -1], [4, 3, 0]].map((column) => Int8Array.from(column)); // prettier-ignore
  const { valid, longestRun, equal, first } = answerPatterns(columns, 1);
  expect([...valid]).toEqual([3, 3, 0]);
  expect([...longestRun]).toEqual([3, 2, 0]);
  expect([...equal]).toEqual([1, 0, 1]);
  expect([...first]).toEqual([4, 5, 0]);
});

describe('speeders', () => {
  it('are faster than a part of the median of the known durations', () => {
    const found = speeders(Float64Array.of(100, NaN, 29, 300, 30, 200), 0.3);
    expect(found).toEqual({ medianS: 100, thresholdS: 30, count: 1, share: 0.2 });
  });

  it('are unknown where durations are purged', () => {
    expect(Object.values(speeders(Float64Array.of(NaN, NaN), 0.3))).toEqual([null, null, null, null]);
  });
});

describe('a funnel', () => {
  it('gives z of each unit, and not more than chance where there is none', () => {
    // p₀ = 0.5: z = (0.8 − 0.5)/√(0.25/10) and its negative; φ = mean of z² of the winsorised.
    const { phi, units } = funnel([{ k: 8, n: 10 }, { k: 2, n: 10 }], 0); // prettier-ignore
    const z = 0.3 / Math.sqrt(0.025);
    expect(phi).toBeCloseTo(z * z, 12);
    expect(units[0]?.z).toBeCloseTo(z, 12);
    expect(units[0]?.zAdjusted).toBeCloseTo(1, 12);
    expect(units[0]?.pUpper).toBeCloseTo(0.158655, 6);
    expect(units[0]?.pHolm).toBeCloseTo(0.31731, 5);
  });

  it('has no z where nobody, or everybody, is perfect', () => {
    expect(funnel([{ k: 0, n: 3 }], 0.1)).toEqual({
      phi: null,
      units: [{ z: null, zAdjusted: null, pUpper: null, pHolm: null }]
    });
    expect(funnel([], 0.1)).toEqual({ phi: null, units: [] });
  });
});

describe('bursts', () => {
  it('the window holds its start and not its end', () => {
    expect(maxInWindow(Float64Array.of(0, 100_000, 599_999, 600_000), 600)).toBe(3);
    expect(maxInWindow(Float64Array.of(), 600)).toBe(0);
  });

  it('one submission is no burst; all in a thousandth of the day is one', () => {
    expect(scanP(5, 1, { windowS: 600, openS: 34_200 })).toBe(1);
    expect(scanP(10, 10, { windowS: 34.2, openS: 34_200 })).toBeLessThan(1e-20);
    expect(scanP(5, 2, { windowS: 600, openS: 600 })).toBe(1);
  });

  it('times stand by group, ascending, without the purged', () => {
    const { start, times } = timesByGroup(Float64Array.of(5, 3, NaN, 1, 4), Int32Array.of(1, 0, 1, 1, 0), 3);
    expect([...start]).toEqual([0, 2, 4, 4]);
    expect([...times]).toEqual([3, 4, 1, 5]);
  });
});
