import { N_AT } from '../tally/layout.ts';
import type { Linearised } from './linearised.ts';
import type { Sample, Stratum } from './strata.ts';

/**
 * Adds (1−f_h) n_h/(n_h−1) Σ_c (U_hc − Ū_h)(U_hc − Ū_h)' of a stratum of at least two clusters (METHODS §4), U_hc the sum
 * of u = α(X − zD) + β over the rows of the cluster, all booklets together.
 */
export function addClusters(matrix: Float64Array, stratum: Stratum, sample: Sample, variables: Linearised): void {
  const { size } = variables;
  const { psus, unsampled } = stratum;
  const totals = clusterTotals(stratum, sample, variables);
  const means = new Float64Array(size);
  for (let k = 0; k < psus; k += 1) {
    for (let a = 0; a < size; a += 1) means[a] = (means[a] ?? 0) + (totals[k * size + a] ?? 0) / psus;
  }
  // Deviations in place of the totals; a pass a pair is faster than a pass a cluster.
  for (let i = 0; i < totals.length; i += 1) totals[i] = (totals[i] ?? 0) - (means[i % size] ?? 0);
  const factor = (unsampled * psus) / (psus - 1);
  for (let a = 0; a < size; a += 1) {
    for (let b = a; b < size; b += 1) {
      let sum = 0;
      for (let at = 0; at < totals.length; at += size) sum += (totals[at + a] ?? 0) * (totals[at + b] ?? 0);
      matrix[a * size + b] = (matrix[a * size + b] ?? 0) + factor * sum;
    }
  }
}

function clusterTotals({ psus, from, to }: Stratum, { cells }: Sample, variables: Linearised): Float64Array {
  const { size, alpha, z, beta, clusterXAt, clusterDAt } = variables;
  const totals = new Float64Array(psus * size);
  for (let c = from; c < to; c += 1) {
    const clusters = cells[c]?.clusters;
    if (!clusters) continue;
    const { numbers, sums, length } = clusters;
    for (let k = 0; k < numbers.length; k += 1) {
      const row = (numbers[k] ?? 0) * size;
      const vector = k * length;
      for (let a = 0; a < size; a += 1) {
        const i = c * size + a;
        const share = (sums[vector + N_AT] ?? 0) * (beta[i] ?? 0);
        const own = alpha[i] ?? 0;
        const x = sums[vector + (clusterXAt[i] ?? 0)] ?? 0;
        const d = sums[vector + (clusterDAt[i] ?? 0)] ?? 0;
        totals[row + a] = (totals[row + a] ?? 0) + (own === 0 ? share : own * (x - d * (z[i] ?? 0)) + share);
      }
    }
  }
  return totals;
}
