import type { Count } from '../estimate/share-intervals.ts';
import type { BetaPrior } from './beta-prior.ts';

export interface FittedPrior extends BetaPrior {
  /** Σ [ln B(α+k, β+n−k) − ln B(α, β)]. */
  readonly logLikelihood: number;
}

/** The boundaries: shares that do not differ, and shares that are 0 or 1. */
const STRENGTH_MAX = 1e5;
const STRENGTH_MIN = 1e-8;
const STEPS_MAX = 200;

/**
 * The beta prior of greatest likelihood (METHODS §8, `eb_ml`), by Newton on ln α, ln β from the best of a coarse ridge.
 * null where it runs to a boundary. For whole counts ln B(α+k, β+n−k) − ln B(α, β) is a sum of logarithms, Σ_{i<k}
 * ln(α+i) and so on, so likelihood and derivatives need how many units have k > i, and no gamma function.
 */
export function fitBetaBinomial(units: readonly Count[]): FittedPrior | null {
  const tails: Tails = {
    successes: unitsBeyond(units.map(({ k }) => k)),
    failures: unitsBeyond(units.map(({ k, n }) => n - k)),
    answers: unitsBeyond(units.map(({ n }) => n))
  };
  const share = units.reduce((sum, { k }) => sum + k, 0) / units.reduce((sum, { n }) => sum + n, 0);
  if (!(share > 0 && share < 1)) return null;
  let { a, b } = ridge(tails, share);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const [alpha, beta] = [Math.exp(a), Math.exp(b)];
    const strength = alpha + beta;
    if (strength >= STRENGTH_MAX || strength < STRENGTH_MIN) return null;
    const at = slopes(tails, alpha, beta);
    const [da, db] = ascent(at);
    const part = along({ tails, a, b, da, db, from: at.value });
    // What the step can still gain is less than the sum's own rounding.
    const done = part === 0 || at.ga * da + at.gb * db < 1e-16 * (1 + Math.abs(at.value));
    a += part * da;
    b += part * db;
    if (done) return fittedAt(tails, Math.exp(a), Math.exp(b));
  }
  return null;
}

function fittedAt(tails: Tails, alpha: number, beta: number): FittedPrior {
  return { alpha, beta, strength: alpha + beta, logLikelihood: slopes(tails, alpha, beta).value };
}

/** `[i]`: how many of the counts are above i. */
interface Tails {
  readonly successes: Float64Array;
  readonly failures: Float64Array;
  readonly answers: Float64Array;
}

function unitsBeyond(counts: readonly number[]): Float64Array {
  const beyond = new Float64Array(counts.reduce((most, count) => Math.max(most, count), 0));
  for (const count of counts) if (count > 0) beyond[count - 1] = (beyond[count - 1] ?? 0) + 1;
  for (let i = beyond.length - 2; i >= 0; i -= 1) beyond[i] = (beyond[i] ?? 0) + (beyond[i + 1] ?? 0);
  return beyond;
}

/**
 * The best of a row of strengths, each with its best share: from the strongest prior, whose best share is the pooled
 * one, downwards. Newton alone may leave for a boundary from a poor start, such as the prior by moments.
 */
function ridge(tails: Tails, share: number): { readonly a: number; readonly b: number } {
  let best = { a: 0, b: 0, value: -Infinity };
  let logit = Math.log(share / (1 - share));
  for (let strength = STRENGTH_MAX; strength > 1e-4; strength /= 3) {
    for (let step = 0; step < 3; step += 1) {
      const mean = 1 / (1 + Math.exp(-logit));
      const pace = strength * mean * (1 - mean);
      const [s, f] = [logSum(tails.successes, strength * mean), logSum(tails.failures, strength * (1 - mean))];
      const slope = pace * (s.first - f.first);
      const bend = pace ** 2 * (s.second + f.second) + (1 - 2 * mean) * slope;
      logit += Math.max(-1, Math.min(1, bend < 0 ? -slope / bend : slope));
    }
    const mean = 1 / (1 + Math.exp(-logit));
    const [alpha, beta] = [strength * mean, strength * (1 - mean)];
    const { value } = slopes(tails, alpha, beta);
    if (value > best.value) best = { a: Math.log(alpha), b: Math.log(beta), value };
  }
  return best;
}

/** Σ c_i ln(x + i) and its first two derivatives by x. */
function logSum(counts: Float64Array, x: number): { value: number; first: number; second: number } {
  let [value, first, second] = [0, 0, 0];
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    value += count * Math.log(x + i);
    first += count / (x + i);
    second -= count / (x + i) ** 2;
  }
  return { value, first, second };
}

function slopes({ successes, failures, answers }: Tails, alpha: number, beta: number) {
  const [s, f, n] = [logSum(successes, alpha), logSum(failures, beta), logSum(answers, alpha + beta)];
  const [ga, gb] = [alpha * (s.first - n.first), beta * (f.first - n.first)];
  return {
    value: s.value + f.value - n.value,
    ga,
    gb,
    haa: alpha ** 2 * (s.second - n.second) + ga,
    hbb: beta ** 2 * (f.second - n.second) + gb,
    hab: -alpha * beta * n.second
  };
}

/** Newton's direction where the likelihood is concave, else the steepest; no step longer than 1 in ln α, ln β. */
function ascent({ ga, gb, haa, hbb, hab }: ReturnType<typeof slopes>): readonly [number, number] {
  const determinant = haa * hbb - hab * hab;
  const concave = haa < 0 && determinant > 0;
  const da = concave ? (hab * gb - hbb * ga) / determinant : ga;
  const db = concave ? (hab * ga - haa * gb) / determinant : gb;
  const length = Math.hypot(da, db);
  const scale = length > 1 || (!concave && length > 0) ? 1 / length : 1;
  return [da * scale, db * scale];
}

/** The part of a step, halved until the likelihood does not fall; 0 where none is left. */
function along(of: { tails: Tails; a: number; b: number; da: number; db: number; from: number }): number {
  for (let part = 1; part > 1e-10; part /= 2) {
    const { value } = slopes(of.tails, Math.exp(of.a + part * of.da), Math.exp(of.b + part * of.db));
    if (value >= of.from - 1e-13 * Math.abs(of.from)) return part;
  }
  return 0;
}
