import type { Interval } from '../estimate/domain-estimate.ts';
import type { Count } from '../estimate/share-intervals.ts';
import { betaQuantile } from '../statistics/distributions.ts';
import type { BetaPrior } from './beta-prior.ts';

/** Beta(alpha, beta) of the true share of a unit. */
export interface Posterior {
  readonly alpha: number;
  readonly beta: number;
}

export function posterior({ k, n }: Count, { alpha, beta }: BetaPrior): Posterior {
  return { alpha: alpha + k, beta: beta + n - k };
}

/** Mean, sd and the equal-tailed interval: the share shrunk towards that of all units. */
export function posteriorSummary(
  { alpha, beta }: Posterior,
  confidence: number
): { readonly mean: number; readonly sd: number; readonly ci: Interval } {
  const strength = alpha + beta;
  const tail = (1 - confidence) / 2;
  return {
    mean: alpha / strength,
    sd: Math.sqrt((alpha * beta) / (strength + 1)) / strength,
    ci: [betaQuantile(tail, alpha, beta), betaQuantile(1 - tail, alpha, beta)]
  };
}
