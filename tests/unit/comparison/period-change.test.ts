import { describe, expect, it } from 'vitest';
import { periodChange, SAME_MARGIN } from '../../../src/lib/domain/comparison/period-change.ts';
import { tQuantile } from '../../../src/lib/domain/estimate/interval.ts';

const of = { confidence: 0.95, isCut: false };
const DF = 1_000;
/** Two figures whose difference has this estimate and this half-width. */
const verdict = (difference: number, half: number, changed: Partial<Parameters<typeof periodChange>[0]> = {}) => {
  const se = half / tQuantile(0.95, 2 * DF) / Math.SQRT2;
  const previous = { estimate: 0.5, se, df: DF, conclusive: true };
  return periodChange({ ...previous, estimate: 0.5 + difference, ...changed }, previous, of).verdict;
};

describe('two periods in words', () => {
  it('are clearly different where the interval of the difference leaves out 0', () => {
    expect(verdict(0.05, 0.049)).toBe('up');
    expect(verdict(-0.05, 0.049)).toBe('down');
    expect(verdict(0.05, 0.051)).toBe('unclear');
    expect(verdict(-0.05, 0.051)).toBe('unclear');
  });

  it('are the same only where the whole interval lies within the margin and holds 0', () => {
    expect(verdict(0, SAME_MARGIN - 0.0001)).toBe('same');
    expect(verdict(0, SAME_MARGIN + 0.0001)).toBe('unclear');
    expect(verdict(0.01, 0.0199)).toBe('same');
    expect(verdict(0.01, 0.0201)).toBe('unclear');
    expect(verdict(-0.01, 0.0201)).toBe('unclear');
    expect(verdict(0.01, 0.009)).toBe('up'); // small, but clear
  });

  it('are unclear below the decision gate, however far apart', () => {
    expect(verdict(0.3, 0.01, { conclusive: false })).toBe('unclear');
    expect(verdict(0.3, 0.01, { se: null })).toBe('unclear');
  });

  it('are not compared over a cut, nor without a figure', () => {
    expect(verdict(0, 0.01, { estimate: null })).toBe('not_comparable');
    const figure = { estimate: 0.5, se: 0.01, df: DF, conclusive: true };
    const found = periodChange({ ...figure, estimate: 0.9 }, figure, { ...of, isCut: true });
    expect(found).toMatchObject({ verdict: 'not_comparable', estimate: null, ci: null });
  });
});
