import { zQuantile } from '../estimate/interval.ts';

/** What a survey of a share is planned for. */
export interface PrecisionGoal {
  /** Half-width of the interval, as a share. */
  readonly margin: number;
  /** The expected share; 0.5 is the safe one. */
  readonly p: number;
  /** Design effect. */
  readonly deff: number;
  /** Answers per form that is handed out, in (0,1]. */
  readonly responseRate: number;
  readonly confidence: number;
}

export interface SampleSize {
  /** Not rounded. */
  readonly n: number;
  readonly nRequired: number;
  readonly nToIssue: number;
}

/** What is whole but for its last binary digits is not rounded up. */
const ROUNDING = 1e-9;

/** n0 = deff·z²p(1−p)/e², for an endless population (Cochran, Sampling Techniques, 1977, ch. 4). */
export function infiniteSampleSize({ margin, p, deff, confidence }: Omit<PrecisionGoal, 'responseRate'>): number {
  return (deff * zQuantile({ confidence }) ** 2 * p * (1 - p)) / margin ** 2;
}

/** n = n0/(1 + (n0−1)/N), for a population of N (Cochran 1977, eq. 4.2). */
export function sampleSize(population: number, goal: PrecisionGoal): SampleSize {
  const n0 = infiniteSampleSize(goal);
  if (population === 0) return { n: 0, nRequired: 0, nToIssue: 0 };
  const n = n0 / (1 + (n0 - 1) / population);
  const nRequired = Math.min(population, Math.ceil(n - ROUNDING));
  return { n, nRequired, nToIssue: Math.ceil(nRequired / goal.responseRate - ROUNDING) };
}

/** N/(1 + N·e²), the formula of Vietnamese SIPAS guidance (Yamane, Statistics, 1967): z = 2, p = 0.5, no deff. */
export function yamane(population: number, margin: number): number {
  return population / (1 + population * margin ** 2);
}

/** z√(p(1−p)/n·(N−n)/(N−1)): what n answers of N give; null for no answers or N ≤ 1. A census has margin 0. */
export function marginAchieved(
  of: { readonly n: number; readonly population: number },
  { p, confidence }: Pick<PrecisionGoal, 'p' | 'confidence'>
): number | null {
  const { n, population } = of;
  if (n === 0 || population <= 1) return null;
  const unsampled = Math.max(0, population - n) / (population - 1);
  return zQuantile({ confidence }) * Math.sqrt(((p * (1 - p)) / n) * unsampled);
}
