import { assert } from '../shared/assert.ts';
import type { LonelyRule } from '../estimate/design.ts';
import type { Calibration } from './calibration.ts';

/**
 * A sample as its rows: what raking, trimming and free variables need (METHODS §4, §5, §12). Rounds of the application are
 * estimated from sums (`domain/estimate`); both give the same figures.
 */
export interface RowDesign {
  readonly n: number;
  /** Of the estimates: calibrated where there is a calibration. */
  readonly weights: Float64Array;
  /** By row, the number of its PSU; null: each row is one, of its own number. */
  readonly psu: Int32Array | null;
  /** By PSU, the number of its stratum. */
  readonly stratumOfPsu: Int32Array;
  /** By stratum: n_h, counted in the whole sample, and 1 − f_h (0 where it is below 1e-7). */
  readonly psus: Int32Array;
  readonly unsampled: Float64Array;
  readonly lonely: LonelyRule;
  readonly calibration: Calibration | null;
}

export interface RowDesignInput {
  /** Starting weights. */
  readonly weights: Float64Array;
  /** By row; null: one stratum. */
  readonly stratum: Int32Array | null;
  /** By row, a number that names the cluster within its stratum; null: each row is a PSU. */
  readonly cluster: Int32Array | null;
  /** N_h by stratum; null: no finite population correction. */
  readonly populations: ArrayLike<number> | null;
  readonly lonely: LonelyRule;
  readonly calibration?: Calibration | null;
}

export function rowDesign(input: RowDesignInput): RowDesign {
  const { lonely, calibration = null } = input;
  const n = input.weights.length;
  const stratum = input.stratum ?? new Int32Array(n);
  assert(stratum.length === n && (input.cluster?.length ?? n) === n, 'columns of one length', { n });
  const { psu, stratumOfPsu } = psusOf(stratum, input.cluster);
  const strata = stratum.reduce((last, h) => Math.max(last, h), -1) + 1;
  const psus = new Int32Array(strata);
  for (const h of stratumOfPsu) psus[h] = (psus[h] ?? 0) + 1;
  const unsampled = new Float64Array(strata).fill(1);
  if (input.populations) {
    for (let h = 0; h < strata; h += 1) {
      const share = 1 - (psus[h] ?? 0) / (input.populations[h] ?? 0);
      unsampled[h] = share < 1e-7 ? 0 : share;
    }
  }
  const isLonely = (h: number) => psus[h] === 1 && unsampled[h] !== 0;
  assert(lonely !== 'fail' || !psus.some((_, h) => isLonely(h)), 'no stratum of one PSU (lonely: fail)');
  const weights = calibration?.weights ?? input.weights;
  return { n, weights, psu, stratumOfPsu, psus, unsampled, lonely, calibration };
}

/** A simple random sample that is calibrated: one stratum, each row a PSU, no finite population correction (METHODS §5). */
export function simpleRandomDesign(weights: Float64Array, calibration: Calibration): RowDesign {
  return rowDesign({ weights, stratum: null, cluster: null, populations: null, lonely: 'remove', calibration });
}

/** The numbers of strata with one PSU that are not a census: what `fail` refuses. */
export function lonelyStrata({ psus, unsampled }: Pick<RowDesign, 'psus' | 'unsampled'>): readonly number[] {
  return [...psus.keys()].filter((h) => psus[h] === 1 && unsampled[h] !== 0);
}

function psusOf(stratum: Int32Array, cluster: Int32Array | null): Pick<RowDesign, 'psu' | 'stratumOfPsu'> {
  if (!cluster) return { psu: null, stratumOfPsu: stratum };
  const psu = new Int32Array(stratum.length);
  const stratumOfPsu: number[] = [];
  const width = cluster.reduce((last, c) => Math.max(last, c), 0) + 1;
  const found = new Map<number, number>();
  for (let i = 0; i < stratum.length; i += 1) {
    const h = stratum[i] ?? 0;
    const key = h * width + (cluster[i] ?? 0);
    let number = found.get(key);
    if (number === undefined) {
      number = stratumOfPsu.push(h) - 1;
      found.set(key, number);
    }
    psu[i] = number;
  }
  return { psu, stratumOfPsu: Int32Array.from(stratumOfPsu) };
}
