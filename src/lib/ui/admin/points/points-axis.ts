import type { Axis } from '../../charts/axis.ts';

const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
const TICKS_MAX = 6;

/** An axis of points that holds all values between round ticks, six at most. */
export function pointsAxis(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = STEPS.find((one) => Math.ceil(high / one) - Math.floor(low / one) < TICKS_MAX) ?? high - low;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { min: first * step, max: last * step, ticks };
}
