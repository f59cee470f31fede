import { N_AT } from '../tally/layout.ts';
import type { Sample, Stratum } from './strata.ts';

/** The rows of a domain that count in an estimate, e.g. those with a valid answer. */
export interface Counted {
  readonly rows: number;
  /** PSUs less strata, both over these rows (METHODS §4). */
  readonly df: number;
  /** S: not 1 only where strata of one PSU take the `average` of the others. */
  readonly scale: number;
}

export interface Counting {
  /** Of the cell: how many of its rows count. */
  readonly rowsIn: (cell: number) => number;
  /** Where a number stands in the vectors of the cell's clusters that is above 0 in those with a row that counts. */
  readonly clusterAt?: ((cell: number) => number) | undefined;
}

const ALL_ROWS: Counting['clusterAt'] = () => N_AT;

export function counted(sample: Sample, { rowsIn, clusterAt = ALL_ROWS }: Counting): Counted {
  let [rows, df, strata, spread] = [0, 0, 0, 0];
  for (const stratum of sample.strata) {
    let inStratum = 0;
    for (let c = stratum.from; c < stratum.to; c += 1) inStratum += rowsIn(c);
    if (inStratum === 0) continue;
    rows += inStratum;
    strata += 1;
    df += (sample.clustered ? clustersIn(sample, stratum, { rowsIn, clusterAt }) : inStratum) - 1;
    if (stratum.psus > 1 || stratum.unsampled === 0) spread += 1;
  }
  return { rows, df, scale: sample.lonely === 'average' && spread > 0 ? strata / spread : 1 };
}

/** Every row of the domain, whatever its missingness. */
export function allRows(sample: Sample): Counted {
  return counted(sample, { rowsIn: (c) => sample.cells[c]?.n ?? 0 });
}

function clustersIn({ cells }: Sample, { psus, from, to }: Stratum, { rowsIn, clusterAt }: Required<Counting>): number {
  const seen = new Uint8Array(psus);
  for (let c = from; c < to; c += 1) {
    const clusters = cells[c]?.clusters;
    if (!clusters || rowsIn(c) === 0) continue;
    const at = clusterAt?.(c) ?? N_AT;
    const { numbers, sums, length } = clusters;
    for (let k = 0; k < numbers.length; k += 1) if ((sums[k * length + at] ?? 0) > 0) seen[numbers[k] ?? 0] = 1;
  }
  let count = 0;
  for (let k = 0; k < psus; k += 1) count += seen[k] ?? 0;
  return count;
}
