import { holm } from '../statistics/adjusted-p.ts';
import { normalCdf } from '../statistics/distributions.ts';
import { quantile } from '../statistics/quantile.ts';
import type { Count } from '../estimate/share-intervals.ts';

export interface FunnelUnit {
  readonly z: number | null;
  /** z/√φ where φ > 1. */
  readonly zAdjusted: number | null;
  /** 1 − Φ(zAdjusted): how often chance alone gives so high a share. */
  readonly pUpper: number | null;
  readonly pHolm: number | null;
}

export interface Funnel {
  /** Overdispersion; null, as every z, where the overall share is 0 or 1. */
  readonly phi: number | null;
  /** In the order of the units. */
  readonly units: readonly FunnelUnit[];
}

/**
 * Units whose share is high beyond chance and the usual differences (Spiegelhalter, Statistics in Medicine 24, 2005):
 * z = (p_u − p₀)/√(p₀q₀/n_u); φ = mean of z² after winsorising z at its `winsor` and 1 − `winsor` quantiles.
 * A signal for review. Units with n > 0.
 */
export function funnel(units: readonly Count[], winsor: number): Funnel {
  const n = units.reduce((sum, unit) => sum + unit.n, 0);
  const share = units.reduce((sum, unit) => sum + unit.k, 0) / n;
  const spread = share * (1 - share);
  if (!(spread > 0)) {
    return { phi: null, units: units.map(() => ({ z: null, zAdjusted: null, pUpper: null, pHolm: null })) };
  }
  const z = units.map((unit) => (unit.k / unit.n - share) / Math.sqrt(spread / unit.n));
  const sorted = Float64Array.from(z).sort();
  const [low, high] = [quantile(sorted, winsor), quantile(sorted, 1 - winsor)];
  const phi = z.reduce((sum, value) => sum + Math.min(high, Math.max(low, value)) ** 2, 0) / z.length;
  const zAdjusted = z.map((value) => (phi > 1 ? value / Math.sqrt(phi) : value));
  const pUpper = zAdjusted.map((value) => normalCdf(-value));
  const pHolm = holm(pUpper);
  return {
    phi,
    units: z.map((value, u) => ({
      z: value,
      zAdjusted: zAdjusted[u] ?? null,
      pUpper: pUpper[u] ?? null,
      pHolm: pHolm[u] ?? null
    }))
  };
}
