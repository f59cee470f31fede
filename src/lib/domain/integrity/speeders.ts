import { quantile } from '../statistics/quantile.ts';

/** Responses given faster than a part of the median time; all null where no duration is kept. */
export interface Speeders {
  readonly medianS: number | null;
  readonly thresholdS: number | null;
  readonly count: number | null;
  /** Of the responses with a duration. */
  readonly share: number | null;
}

/** Of durations in seconds, NaN where empty (purged). */
export function speeders(durationS: Float64Array, speedFactor: number): Speeders {
  const known = durationS.filter((duration) => !Number.isNaN(duration));
  if (known.length === 0) return { medianS: null, thresholdS: null, count: null, share: null };
  const medianS = quantile(known.sort(), 0.5);
  const thresholdS = speedFactor * medianS;
  const count = known.reduce((sum, duration) => sum + (duration < thresholdS ? 1 : 0), 0);
  return { medianS, thresholdS, count, share: count / known.length };
}
