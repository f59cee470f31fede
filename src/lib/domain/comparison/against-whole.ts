import type { Interval } from '../estimate/domain-estimate.ts';
import { zQuantile } from '../estimate/interval.ts';
import { normalTwoSided } from '../statistics/distributions.ts';

/** A share of a part of the whole, e.g. of a unit of the province. */
export interface PartFigure {
  readonly share: number;
  /** The interval that is shown: near 0 and 1 a standard error says less than it. */
  readonly ci: Interval;
  /** Its part of the weights of the whole, in [0, 1]. */
  readonly weight: number;
}

export interface AgainstWhole {
  readonly difference: number;
  /** Difference over its standard error; null where there is no spread. */
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
}

/** Below it there is no spread to test against. */
const SE_MIN = 1e-14;

/**
 * A part against the whole that it is in: P = Σ W p over independent parts, so that Cov(p, P) = W V(p) and
 * V(p − P) = (1 − 2W) V(p) + V(P) (Cochran, Sampling Techniques, 1977, §5.3). V(p) comes from the limit of its interval
 * on the side of the whole (MOVER: Zou & Donner, Statistics in Medicine 27, 2008): a unit in which all were satisfied
 * has no spread of its own, and is not certain for that.
 */
export function againstWhole(
  { share, ci, weight }: PartFigure,
  whole: { readonly share: number; readonly se: number },
  confidence: number
): AgainstWhole {
  const difference = share - whole.share;
  const half = difference > 0 ? share - ci[0] : ci[1] - share;
  const own = (half / zQuantile({ confidence })) ** 2;
  const se = Math.sqrt(Math.max(0, (1 - 2 * weight) * own + whole.se ** 2));
  if (se < SE_MIN) return { difference, z: null, p: null };
  const z = difference / se;
  return { difference, z, p: normalTwoSided(z) };
}

/** Limits of the classes of evidence (UX §3.6): five, one and less than one in ten thousand by chance. */
const LIMITS = [1.96, 2.6, 4] as const;

/** 1 = far below … 4 = not told apart … 7 = far above the whole. */
export function evidenceClass(z: number | null): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  if (z === null) return 4;
  const steps = LIMITS.filter((limit) => Math.abs(z) >= limit).length;
  const classes = z < 0 ? ([4, 3, 2, 1] as const) : ([4, 5, 6, 7] as const);
  return classes[steps] ?? 4;
}
