import { benjaminiHochberg } from '../statistics/adjusted-p.ts';
import { tInterval, zQuantile } from '../estimate/interval.ts';
import type { Interval } from '../estimate/domain-estimate.ts';
import { fitBetaBinomial } from './beta-binomial-fit.ts';
import { momentPrior } from './beta-prior.ts';
import { posterior, posteriorSummary } from './posterior.ts';
import { rankIntervals, simultaneousLevel } from './rank.ts';

/** What is known of a unit that is compared with others in a probability sample. */
export interface LeagueUnit {
  readonly id: string;
  readonly share: number;
  readonly se: number;
  readonly df: number;
  readonly n: number;
  /** Of the unit against the whole, two-sided. */
  readonly p: number | null;
  readonly difference: number;
}

export interface LeagueRow {
  readonly ranks: readonly [number, number];
  /** The share shrunk towards that of all units; null where units differ by chance alone or too few are compared. */
  readonly shrunk: { readonly mean: number; readonly ci: Interval } | null;
  readonly verdict: 'below' | 'above' | 'level';
}

/** False discoveries among those called different (METHODS §8). */
const DISCOVERY_RATE = 0.05;

/**
 * By unit: the ranks that simultaneous intervals leave open, the share shrunk by the beta prior of the units (likelihood,
 * else moments), and whether it differs from the whole at a false discovery rate of 5 %. Counts are taken at the share
 * that is shown: k = round(p·n). For probability samples and censuses only (DESIGN §5.6).
 */
export function league(units: readonly LeagueUnit[], confidence: number): ReadonlyMap<string, LeagueRow> {
  const level = simultaneousLevel(confidence, Math.max(1, units.length));
  const intervals = units.map(({ share, se, df }) => tInterval({ estimate: share, se, df, confidence: level }));
  const open = rankIntervals(intervals);
  const adjusted = benjaminiHochberg(units.map(({ p }) => p));
  const counts = units.map(({ share, n }) => ({ k: Math.round(share * n), n }));
  const prior = units.length < 2 ? null : (fitBetaBinomial(counts) ?? momentPrior(counts).prior);
  return new Map(
    units.map(({ id, difference }, i) => {
      const count = counts[i];
      const isClear = (adjusted[i] ?? 1) <= DISCOVERY_RATE;
      const verdict = !isClear ? 'level' : difference < 0 ? 'below' : 'above';
      const shrunk = prior && count ? posteriorSummary(posterior(count, prior), confidence) : null;
      return [id, { ranks: open[i] ?? [1, units.length], shrunk, verdict }] as const;
    })
  );
}

export interface FunnelLimits {
  readonly n: number;
  /** 95 % and 99,8 %, clipped to [0, 1]. */
  readonly inner: Interval;
  readonly outer: Interval;
}

/** P ± z√(P(1−P)/n): where units of n answers lie by chance (Spiegelhalter, Statistics in Medicine 24, 2005). */
export function funnelLimits(share: number, n: number): FunnelLimits {
  const at = (confidence: number): Interval => {
    const half = zQuantile({ confidence }) * Math.sqrt((share * (1 - share)) / n);
    return [Math.max(0, share - half), Math.min(1, share + half)];
  };
  return { n, inner: at(0.95), outer: at(0.998) };
}
