import type { Interval } from './domain-estimate.ts';
import { shownShareInterval } from './share-intervals.ts';

/** A share of one round, with what it weighs. */
export interface PooledPart {
  readonly share: number;
  readonly se: number | null;
  readonly df: number | null;
  /** Valid answers, > 0. */
  readonly n: number;
  /** Settled transactions; null where they are not known. */
  readonly population: number | null;
}

export interface PooledShare {
  readonly share: number;
  readonly se: number | null;
  readonly df: number | null;
  readonly n: number;
  /** What the rounds were weighted by. */
  readonly weightedBy: 'population' | 'answers';
  readonly ci: Interval | null;
}

/**
 * The share of several rounds: Σ W p with W = N/ΣN where N of every round is known, else n/Σn; rounds are independent,
 * so V = Σ W² V and df = Σ df (Cochran, Sampling Techniques, 1977, §5.3, with rounds as strata). The interval is that of
 * a share, with at most the size that the weights of the rounds leave of the answers. Null without a part.
 */
export function pooledShare(parts: readonly PooledPart[], confidence: number): PooledShare | null {
  if (parts.length === 0) return null;
  const isKnown = parts.every(({ population }) => population !== null && population > 0);
  const sizes = parts.map(({ n, population }) => (isKnown ? (population ?? 0) : n));
  const whole = sum(sizes);
  const weights = sizes.map((size) => size / whole);
  const weighted = (value: (part: PooledPart, weight: number) => number) =>
    sum(parts.map((part, i) => value(part, weights[i] ?? 0)));
  const isSpread = parts.every(({ se, df }) => se !== null && df !== null);
  const share = weighted((part, weight) => weight * part.share);
  const se = isSpread ? Math.sqrt(weighted((part, weight) => (weight * (part.se ?? 0)) ** 2)) : null;
  const df = isSpread ? sum(parts.map((part) => part.df ?? 0)) : null;
  const n = sum(parts.map((part) => part.n));
  const most = 1 / weighted((part, weight) => weight ** 2 / part.n);
  const ci = shownShareInterval({ share, se, df, n, most }, confidence);
  return { share, se, df, n, weightedBy: isKnown ? 'population' : 'answers', ci };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
