import { marginAchieved, sampleSize, yamane } from './sample-size.ts';

/** How the number of responses that a unit aims at follows from its transactions. */
export const TARGET_METHODS = ['yamane', 'cochran', 'quota'] as const;
export type TargetMethod = (typeof TARGET_METHODS)[number];

export interface TargetPlan {
  readonly method: TargetMethod;
  /** Half-width as a share, for `yamane` and `cochran`. */
  readonly margin: number;
  readonly confidence: number;
  /** Share of those invited who answer, in (0, 1]: for the invitation rule. */
  readonly responseRate: number;
}

/**
 * The share of dossiers to be asked by their number, as Đà Nẵng sets it (DOMAIN §4): all up to 200, 30 % up to 1,000,
 * 20 % up to 5,000, 10 % above. Rates of the whole number, as written there, not of its parts.
 */
const QUOTA: readonly { readonly upTo: number; readonly rate: number }[] = [
  { upTo: 200, rate: 1 },
  { upTo: 1_000, rate: 0.3 },
  { upTo: 5_000, rate: 0.2 },
  { upTo: Infinity, rate: 0.1 }
];

/** Responses to aim at for `population` transactions; at most as many as there are. */
export function targetFor(population: number, { method, margin, confidence }: TargetPlan): number {
  if (population === 0) return 0;
  if (method === 'quota') {
    const rate = QUOTA.find(({ upTo }) => population <= upTo)?.rate ?? 0.1;
    return Math.ceil(population * rate - 1e-9);
  }
  if (method === 'yamane') return Math.min(population, Math.ceil(yamane(population, margin) - 1e-9));
  return sampleSize(population, { margin, p: 0.5, deff: 1, responseRate: 1, confidence }).nRequired;
}

/** "Invite every k-th who gets a result": the largest k that still brings the target at the rate of answers. */
export function invitationStep(of: { population: number; target: number; responseRate: number }): number {
  if (of.target <= 0) return 1;
  return Math.max(1, Math.floor((of.population * of.responseRate) / of.target));
}

export interface PlannedMargins {
  /** Half-width of a share over all that answer; null where nothing can be said. */
  readonly area: number | null;
  /** Of one item, which in booklets only a part of them is asked. */
  readonly item: number | null;
}

/** What margin so many responses give at best (p = 0.5, no design effect): of an area, and of one item of `booklets`. */
export function plannedMargins(of: {
  n: number;
  population: number;
  booklets: number;
  confidence: number;
}): PlannedMargins {
  const { n, population, booklets, confidence } = of;
  const at = (answers: number) => marginAchieved({ n: answers, population }, { p: 0.5, confidence });
  return { area: at(n), item: at(Math.floor(n / booklets)) };
}
