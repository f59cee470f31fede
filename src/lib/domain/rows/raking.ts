import type { Calibration } from './calibration.ts';
import { marginRegression } from './margin-regression.ts';

/** A variable whose categories have known totals. */
export interface Margin {
  readonly variable: string;
  /** By row, the number of its category. */
  readonly category: Int32Array;
  /** By category: its name and its total. */
  readonly categories: readonly string[];
  readonly targets: readonly number[];
}

/** What cannot be raked, and why: for the person who chose the margins. */
export class RakingFault extends Error {}

/** The largest |factor − 1| that is left; sweeps before it is given up (METHODS §5). */
const TOLERANCE = 1e-13;
const SWEEPS_MAX = 5000;

/**
 * Weights multiplied margin by margin by target/current until all totals are met (Deming & Stephan 1940; Deville & Särndal
 * 1992); the limit does not depend on the order. Rows of the same categories share a factor, so the sweeps are over the
 * combinations that occur, not over rows.
 */
export function raking(starting: Float64Array, margins: readonly Margin[]): Calibration {
  const combinations = combinationsOf(starting, margins);
  requireRespondents(combinations, margins);
  const factors = rakedFactors(combinations, margins);
  const weights = starting.map((d, i) => d * (factors[combinations.of[i] ?? 0] ?? 1));
  return { weights, residual: marginRegression(starting, combinations, margins) };
}

/** The combinations of categories that occur. */
export interface Combinations {
  /** By row, the number of its combination. */
  readonly of: Int32Array;
  /** By combination: its categories in the order of the margins, and Σ of the starting weights. */
  readonly categories: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

function combinationsOf(starting: Float64Array, margins: readonly Margin[]): Combinations {
  const of = new Int32Array(starting.length);
  const categories: (readonly number[])[] = [];
  const weights: number[] = [];
  const found = new Map<number, number>();
  for (let i = 0; i < starting.length; i += 1) {
    let key = 0;
    for (const margin of margins) key = key * margin.categories.length + (margin.category[i] ?? 0);
    let number = found.get(key);
    if (number === undefined) {
      number = categories.push(margins.map(({ category }) => category[i] ?? 0)) - 1;
      weights.push(0);
      found.set(key, number);
    }
    of[i] = number;
    weights[number] = (weights[number] ?? 0) + (starting[i] ?? 0);
  }
  return { of, categories, weights };
}

function requireRespondents({ categories }: Combinations, margins: readonly Margin[]): void {
  for (const [m, margin] of margins.entries()) {
    const answered = new Set(categories.map((own) => own[m]));
    const empty = margin.categories.find((_, c) => !answered.has(c) && (margin.targets[c] ?? 0) > 0);
    if (empty !== undefined) throw new RakingFault(`${margin.variable} "${empty}" has a target and no respondents`);
  }
}

function rakedFactors({ categories, weights }: Combinations, margins: readonly Margin[]): Float64Array {
  const factors = new Float64Array(weights.length).fill(1);
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
    let largest = 0;
    for (const [m, { targets }] of margins.entries()) {
      const sums = new Float64Array(targets.length);
      for (const [k, own] of categories.entries()) {
        const c = own[m] ?? 0;
        sums[c] = (sums[c] ?? 0) + (weights[k] ?? 0) * (factors[k] ?? 0);
      }
      for (const [k, own] of categories.entries()) {
        const c = own[m] ?? 0;
        const change = (targets[c] ?? 0) / (sums[c] ?? 1);
        factors[k] = (factors[k] ?? 0) * change;
        largest = Math.max(largest, Math.abs(change - 1));
      }
    }
    if (largest < TOLERANCE) return factors;
  }
  const names = margins.map(({ variable }) => variable).join(', ');
  throw new RakingFault(`${names}: the totals are not met after ${SWEEPS_MAX} sweeps`);
}
