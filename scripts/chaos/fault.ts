import { randomFrom, type Random } from '../../src/lib/domain/simulation/random.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { loadOf, type Load } from './load.ts';
import { makeSite, type Site, type SiteOptions } from './site.ts';

/** One kind of fault, done `times` times. */
export interface Fault {
  /** For `--only`. */
  readonly name: string;
  /** Its test in the plan of reliability. */
  readonly test: string;
  readonly title: string;
  /** How often: in full, and with `--short`; 0 = not in the short run. */
  readonly times: { readonly full: number; readonly short: number };
  readonly run: (times: number, seed: number) => Promise<Outcome>;
}

export interface Outcome {
  readonly passed: boolean;
  readonly figures: string;
}

/** What a fault works with. */
export interface Bench {
  readonly site: Site;
  readonly ledger: Ledger;
  readonly load: Load;
  readonly random: Random;
}

/** A site with its own client and ledger, removed afterwards. */
export async function onBench<T>(
  seed: number,
  work: (bench: Bench) => Promise<T>,
  options: SiteOptions = {}
): Promise<T> {
  const site = await makeSite(options);
  const ledger = openLedger();
  const random = randomFrom(seed);
  try {
    return await work({ site, ledger, load: loadOf(site.target, ledger, random), random });
  } finally {
    ledger.close();
    site.end();
  }
}

/** "200: 14, 503: 2". */
export function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name}: ${count}`).join(', ') || 'none';
}

/** The value that 95 of 100 do not exceed; NaN of none. */
export function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN;
}
