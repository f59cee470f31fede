import { describe, expect, it } from 'vitest';
import { change } from '../../../src/lib/domain/estimate/change.ts';
import { decision } from '../../../src/lib/domain/estimate/decision.ts';

const limits = { decisionN: 50, halfWidthMax: 0.1 };
const good = { n: 50, ci: [0.35, 0.55] as const, itemsWithoutAnswers: [], familiesWithoutAnswers: [] };

describe('decision', () => {
  it('is conclusive at exactly 50 responses and exactly 10 points', () => {
    expect(decision(good, limits)).toEqual({ conclusive: true, reasons: [] });
  });

  it('names every reason', () => {
    const poor = { ...good, n: 49, ci: [0.3, 0.6] as const, familiesWithoutAnswers: ['online/received'] };
    expect(decision(poor, limits).reasons).toEqual(['few_responses', 'wide_interval', 'item_mix']);
  });

  it('takes a missing interval for a wide one', () => {
    expect(decision({ ...good, ci: null }, limits).reasons).toEqual(['wide_interval']);
  });
});

describe('change', () => {
  const now = { estimate: 0.8, se: 0.03, df: 100, conclusive: true };
  const before = { estimate: 0.7, se: 0.04, df: 80, conclusive: true };

  it('adds variances and degrees of freedom', () => {
    const { estimate, se, df, ci, verdict } = change(now, before);
    // se = √(0.0009 + 0.0016) = 0.05, t_180 = 1.973231, 0.1 ± 0.0986615
    expect(estimate).toBeCloseTo(0.1, 14);
    expect(se).toBeCloseTo(0.05, 14);
    expect(df).toBe(180);
    expect(ci?.[0]).toBeCloseTo(0.0013385, 6);
    expect(verdict).toBe('up');
    expect(change(before, now).verdict).toBe('down');
  });

  it('is unclear where the interval holds 0', () => {
    expect(change({ ...now, estimate: 0.75 }, before).verdict).toBe('unclear');
  });

  it('is not comparable where one figure is inconclusive or absent', () => {
    expect(change(now, { ...before, conclusive: false }).verdict).toBe('not_comparable');
    expect(change(now, { ...before, estimate: null }).verdict).toBe('not_comparable');
  });

  it('has no interval without spread', () => {
    expect(change({ ...now, se: 0 }, { ...before, se: 0 })).toMatchObject({ ci: null, verdict: 'unclear' });
    expect(change({ ...now, se: null }, before)).toMatchObject({ se: null, ci: null, verdict: 'unclear' });
  });
});
