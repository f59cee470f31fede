import { betaCdf, betaQuantile } from '../statistics/distributions.ts';
import type { Posterior } from './posterior.ts';

/** Outside the quantiles of this tail a posterior is nothing. */
const TAIL = 1e-12;
/** Below this shape the tail of a posterior is too long to sum over. */
const SHAPE_MIN = 0.02;
/** exp(−LOGIT_MAX) is still a double; beyond, a tail is the power law that it is to the last digit there. */
const LOGIT_MAX = 700;

/**
 * 1 + Σ_{v≠u} P(θ_v > θ_u) by unit (METHODS §8); null where a posterior has a shape below 0.02. Since
 * P(θ > θ') = 1/2 for two of the same law, that is 1/2 + ∫ f_u Σ_v (1 − F_v), and the sum over v serves every u.
 * The integral is a trapezoidal sum over y = ln(x/(1−x)): there the densities are smooth, also of shapes below 1, and
 * fall off at both ends, so that the sum converges faster than any power of the step (Trefethen & Weideman, SIAM
 * Review 56, 2014). A step of 0.6 of the narrowest standard deviation, and of 0.25 for skew ones, leaves 1e-9.
 */
export function expectedRanks(posteriors: readonly Posterior[]): readonly number[] | null {
  if (posteriors.some(({ alpha, beta }) => Math.min(alpha, beta) < SHAPE_MIN)) return null;
  const spans = posteriors.map(span);
  const step = Math.min(0.25, ...spans.map(({ sd }) => 0.6 * sd));
  const low = Math.min(...spans.map((of) => of.low));
  const nodes = Math.ceil((Math.max(...spans.map((of) => of.high)) - low) / step) + 1;
  const above = new Float64Array(nodes);
  posteriors.forEach(({ alpha, beta }, v) => {
    for (let i = 0; i < nodes; i += 1) {
      const y = low + i * step;
      const outside = y <= (spans[v]?.low ?? 0) ? 1 : y >= (spans[v]?.high ?? 0) ? 0 : null;
      above[i] = (above[i] ?? 0) + (outside ?? upperTail(y, alpha, beta));
    }
  });
  return posteriors.map((of, u) => 0.5 + meanOf(above, of, { low, step, span: spans[u] ?? { low, high: low } }));
}

/** Where the logit of a share lies, and its standard deviation. */
function span({ alpha, beta }: Posterior): { readonly low: number; readonly high: number; readonly sd: number } {
  // The upper end from the other side: 1 − x keeps its digits there.
  return {
    low: lowEnd(alpha, beta),
    high: -lowEnd(beta, alpha),
    sd: Math.sqrt(trigamma(alpha) + trigamma(beta))
  };
}

/** The logit below which a posterior has `TAIL`. */
function lowEnd(alpha: number, beta: number): number {
  const share = betaQuantile(TAIL, alpha, beta);
  const logit = Math.log(share) - Math.log1p(-share);
  if (logit > -LOGIT_MAX) return logit;
  return -LOGIT_MAX - Math.log(betaCdf(expit(-LOGIT_MAX), alpha, beta) / TAIL) / alpha;
}

/** 1 − F at the logit y, from the side of the smaller of x and 1 − x, which keeps its digits. */
function upperTail(y: number, alpha: number, beta: number): number {
  if (y > LOGIT_MAX) return betaCdf(expit(-LOGIT_MAX), beta, alpha) * Math.exp(-beta * (y - LOGIT_MAX));
  if (y < -LOGIT_MAX) return 1 - betaCdf(expit(-LOGIT_MAX), alpha, beta) * Math.exp(alpha * (y + LOGIT_MAX));
  return y < 0 ? 1 - betaCdf(expit(y), alpha, beta) : betaCdf(expit(-y), beta, alpha);
}

/** Σ f·above / Σ f: the weights are scaled by their own sum, which spares the beta function. */
function meanOf(
  above: Float64Array,
  { alpha, beta }: Posterior,
  grid: { readonly low: number; readonly step: number; readonly span: { readonly low: number; readonly high: number } }
): number {
  const first = Math.max(0, Math.floor((grid.span.low - grid.low) / grid.step));
  const last = Math.min(above.length - 1, Math.ceil((grid.span.high - grid.low) / grid.step));
  // ln of x^α(1−x)^β, less its maximum at x = α/(α+β).
  const logDensity = (y: number) => -alpha * softplus(-y) - beta * softplus(y);
  const highest = logDensity(Math.log(alpha / beta));
  let [weight, sum] = [0, 0];
  for (let i = first; i <= last; i += 1) {
    const density = Math.exp(logDensity(grid.low + i * grid.step) - highest);
    weight += density;
    sum += density * (above[i] ?? 0);
  }
  return sum / weight;
}

function expit(y: number): number {
  return 1 / (1 + Math.exp(-y));
}

/** ln(1 + e^y). */
function softplus(y: number): number {
  return Math.max(0, y) + Math.log1p(Math.exp(-Math.abs(y)));
}

/** ψ′(x), to a thousandth: it sets a step only. Recurrence, then 1/x + 1/2x² + 1/6x³. */
function trigamma(x: number): number {
  let [sum, at] = [0, x];
  for (; at < 4; at += 1) sum += 1 / at ** 2;
  return sum + 1 / at + 1 / (2 * at ** 2) + 1 / (6 * at ** 3);
}
