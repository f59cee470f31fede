import { describe, expect, it } from 'vitest';
import { shownShareInterval } from '../../../src/lib/domain/estimate/share-intervals.ts';

describe('the interval to show for a share', () => {
  const of = (share: number) => shownShareInterval({ share, se: 0, df: 10, n: 40, most: 40 }, 0.95);

  it('is that of 1, or of 0, where sums of whole shares pass them by their last digits', () => {
    expect(of(1 + 2 ** -52)).toEqual(of(1));
    expect(of(-(2 ** -60))).toEqual(of(0));
    expect(of(1)?.[0]).toBeCloseTo(0.912, 3); // n/(n + z²), 40/43.84
  });

  it('is refused for what is no share', () => {
    expect(() => of(1.001)).toThrow('a share');
    expect(() => of(NaN)).toThrow('a share');
  });
});
