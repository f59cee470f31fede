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

/** The mean of y over the rows where it is a number: u = w(y − ȳ)/Ŵ. */
export function linearMean(design: RowDesign, y: Float64Array): RowLinearised {
  const one = y.map((value) => (Number.isNaN(value) ? NaN : 1));
  return linearRatio(design, y, one);
}

/** Σwt/Σwd over the rows where both are numbers: u = w(t − pd)/Σwd. */
export function linearRatio({ weights }: RowDesign, t: Float64Array, d: Float64Array): RowLinearised {
  const u = new Float64Array(t.length);
  let [n, weight, numerator, denominator] = [0, 0, 0, 0];
  for (let i = 0; i < t.length; i += 1) {
    const [ti = NaN, di = NaN, w = 0] = [t[i], d[i], weights[i]];
    if (Number.isNaN(ti + di)) continue;
    n += 1;
    weight += w;
    numerator += w * ti;
    denominator += w * di;
  }
  if (n === 0 || denominator === 0) return { n, estimate: null, u, weight };
  const estimate = numerator / denominator;
  for (let i = 0; i < t.length; i += 1) {
    const [ti = NaN, di = NaN, w = 0] = [t[i], d[i], weights[i]];
    if (!Number.isNaN(ti + di)) u[i] = (w * (ti - estimate * di)) / denominator;
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
