import { expect, it } from 'vitest';
import { COUNTER_DESIGN, parseRoundDesign } from '../../../src/lib/domain/sampling/round-design.ts';
import { wilson, zQuantile } from '../../../src/lib/domain/estimate/interval.ts';

it.each([0.8, 0.9, 0.95, 0.99, 0.999])('a round may have a confidence of %d', (confidence) => {
  expect(parseRoundDesign({ ...COUNTER_DESIGN, confidence }).confidence).toBe(confidence);
});

it.each([0, 0.79, 0.9991, 1, 95, '0.95'])('a round may not have a confidence of %s', (confidence) => {
  expect(() => parseRoundDesign({ ...COUNTER_DESIGN, confidence })).toThrow(/confidence/);
});

it('the interval grows with the confidence', () => {
  const widths = [0.8, 0.9, 0.95, 0.99, 0.999].map((confidence) => {
    const [low, high] = wilson({ share: 0.8, n: 50, z: zQuantile({ confidence }) });
    return high - low;
  });
  expect(widths).toEqual([...widths].sort((a, b) => a - b));
});
