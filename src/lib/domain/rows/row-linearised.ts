import { assert } from '../shared/assert.ts';
import type { RowDesign } from './row-design.ts';

/** An estimate over rows and its linearised variable u, 0 outside the domain (METHODS §4; Lumley 2010, ch. 2). */
export interface RowLinearised {
  /** Rows of the domain; 0: estimate null. */
  readonly n: number;
  readonly estimate: number | null;
  readonly u: Float64Array;
  /** Σw over the rows of the domain. */
  readonly weight: number;
}

// Plain loops: a section passes half a million rows dozens of times.

/** The mean of y over the rows where it is a number: u = w(y − ȳ)/Ŵ. */
export function linearMean({ weights }: Pick<RowDesign, 'weights'>, y: Float64Array): RowLinearised {
  const u = new Float64Array(y.length);
  let n = 0;
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < y.length; i += 1) {
    const value = y[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    n += 1;
    weight += weights[i] ?? 0;
    sum += (weights[i] ?? 0) * value;
  }
  if (n === 0) return { n, estimate: null, u, weight };
  const estimate = sum / weight;
  for (let i = 0; i < y.length; i += 1) {
    const value = y[i] ?? NaN;
    if (!Number.isNaN(value)) u[i] = ((weights[i] ?? 0) * (value - estimate)) / weight;
  }
  return { n, estimate, u, weight };
}

/** Σwt/Σwd over the rows where both are numbers: u = w(t − pd)/Σwd. */
export function linearRatio({ weights }: RowDesign, t: Float64Array, d: Float64Array): RowLinearised {
  const u = new Float64Array(t.length);
  let n = 0;
  let weight = 0;
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < t.length; i += 1) {
    const own = weights[i] ?? 0;
    const ti = t[i] ?? NaN;
    const di = d[i] ?? NaN;
    if (Number.isNaN(ti + di)) continue;
    n += 1;
    weight += own;
    numerator += own * ti;
    denominator += own * di;
  }
  if (n === 0 || denominator === 0) return { n, estimate: null, u, weight };
  const estimate = numerator / denominator;
  for (let i = 0; i < t.length; i += 1) {
    const ti = t[i] ?? NaN;
    const di = d[i] ?? NaN;
    if (!Number.isNaN(ti + di)) u[i] = ((weights[i] ?? 0) * (ti - estimate * di)) / denominator;
  }
  return { n, estimate, u, weight };
}

/** Σwy over the rows where y is a number: u = wy. */
export function linearTotal({ weights }: RowDesign, y: Float64Array): RowLinearised {
  assert(y.length === weights.length, 'a value a row', { rows: y.length });
  const u = y.map((value, i) => (Number.isNaN(value) ? 0 : value * (weights[i] ?? 0)));
  let [n, weight, estimate] = [0, 0, 0];
  for (let i = 0; i < y.length; i += 1) {
    if (Number.isNaN(y[i])) continue;
    n += 1;
    weight += weights[i] ?? 0;
    estimate += u[i] ?? 0;
  }
  return { n, estimate: n === 0 ? null : estimate, u, weight };
}
