import type { Count } from '../estimate/share-intervals.ts';

/** How the true shares of units spread: Beta(alpha, beta), which weighs as much as `strength` answers. */
export interface BetaPrior {
  readonly alpha: number;
  readonly beta: number;
  /** M = alpha + beta. */
  readonly strength: number;
}

export interface MomentPrior {
  /** Σk/Σn. */
  readonly share: number;
  /** Correlation of two answers of a unit, in [0, 1 − 1e-12]; 0: the units differ by chance alone. */
  readonly rho: number;
  /** null where rho is 0: the prior is the point `share`. */
  readonly prior: BetaPrior | null;
}

const RHO_MAX = 1 - 1e-12;

/** By the method of moments with weights n_u (Kleinman, JASA 68, 1973). Units with n > 0, at least one. */
export function momentPrior(units: readonly Count[]): MomentPrior {
  const n = sum(units, (unit) => unit.n);
  const share = sum(units, (unit) => unit.k) / n;
  const spread = share * (1 - share);
  const between = sum(units, (unit) => unit.n * (unit.k / unit.n - share) ** 2);
  const free = units.length - 1;
  const scale = spread * (n - sum(units, (unit) => unit.n ** 2) / n - free);
  // One unit, one answer a unit or no spread at all say nothing of rho: the scale is 0 but for rounding.
  const rho = scale > 1e-12 * n ? Math.min(RHO_MAX, Math.max(0, (between - spread * free) / scale)) : 0;
  if (rho === 0) return { share, rho, prior: null };
  const strength = 1 / rho - 1;
  return { share, rho, prior: { alpha: share * strength, beta: (1 - share) * strength, strength } };
}

function sum(units: readonly Count[], value: (unit: Count) => number): number {
  return units.reduce((total, unit) => total + value(unit), 0);
}
