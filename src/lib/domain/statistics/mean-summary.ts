import type { Interval } from '../estimate/domain-estimate.ts';
import { tInterval } from '../estimate/interval.ts';
import { standardDeviation, type SampleMoments } from './moments.ts';

/** An unweighted mean with its spread. One value: df 0, no spread; none: all null but `n`. */
export interface MeanSummary {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly se: number | null;
  readonly df: number | null;
  readonly ci: Interval | null;
}

/** x̄, s, s/√n and x̄ ± t_{n−1}·se (METHODS §2). s = 0 is legal: the interval is [x̄, x̄]. */
export function meanSummary(sample: SampleMoments, confidence: number): MeanSummary {
  const { n, mean } = sample;
  const sd = standardDeviation(sample);
  if (n === 0) return { n, mean: null, sd, se: null, df: null, ci: null };
  if (sd === null) return { n, mean, sd, se: null, df: n - 1, ci: null };
  const [se, df] = [sd / Math.sqrt(n), n - 1];
  return { n, mean, sd, se, df, ci: tInterval({ estimate: mean, se, df, confidence }) };
}
