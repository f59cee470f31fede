import { addClusters } from './cluster-variance.ts';
import { differenceOfProducts } from './integer-products.ts';
import type { Linearised } from './linearised.ts';
import type { Sample, Stratum } from './strata.ts';

/**
 * The covariance matrix of estimates from the sums of cells (METHODS §4 and §14, Särndal et al. 1992, 5.5–5.8), row
 * after row: V_ab = Σ_h (1−f_h) n_h/(n_h−1) Σ_cells [W_ab + n(ū_a − Ū_ha)(ū_b − Ū_hb)].
 * Under the lonely rule `adjust` a stratum of one PSU is centred at 0, under the others it adds nothing; the factor S of
 * `average` is left to the caller, since it depends on which rows count. The upper triangle is mirrored.
 */
export function covarianceMatrix(sample: Sample, variables: Linearised): Float64Array {
  const { size } = variables;
  const matrix = new Float64Array(size * size);
  const scratch = { means: new Float64Array(size), deviations: new Float64Array(size) };
  writeResiduals(sample, variables);
  for (const stratum of sample.strata) {
    if (stratum.unsampled === 0) continue;
    if (stratum.psus === 1) {
      if (sample.lonely === 'adjust') addLonely(matrix, stratum, variables);
    } else if (sample.clustered) addClusters(matrix, stratum, sample, variables);
    else addStratum(matrix, stratum, { sample, variables, ...scratch });
  }
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < a; b += 1) matrix[a * size + b] = matrix[b * size + a] ?? 0;
  }
  return matrix;
}

function writeResiduals({ cells }: Sample, { size, alpha, z, beta, x, d, e, total }: Linearised): void {
  for (let c = 0; c < cells.length; c += 1) {
    const n = cells[c]?.n ?? 0;
    for (let i = c * size; i < (c + 1) * size; i += 1) {
      const deviation = (x[i] ?? 0) - (d[i] ?? 0) * (z[i] ?? 0);
      e[i] = deviation;
      total[i] = (alpha[i] ?? 0) * deviation + n * (beta[i] ?? 0);
    }
  }
}

/** U_a·U_b of the only PSU: conservative, centred at the overall estimate whose linearised mean is 0. */
function addLonely(matrix: Float64Array, { unsampled, from, to }: Stratum, { size, total }: Linearised): void {
  const sums = new Float64Array(size);
  for (let c = from; c < to; c += 1) {
    for (let a = 0; a < size; a += 1) add(sums, a, total[c * size + a] ?? 0);
  }
  for (let a = 0; a < size; a += 1) {
    const left = unsampled * (sums[a] ?? 0);
    for (let b = a; b < size; b += 1) add(matrix, a * size + b, left * (sums[b] ?? 0));
  }
}

interface StratumInput {
  readonly sample: Sample;
  readonly variables: Linearised;
  /** Overwritten: Ū_h, and ū − Ū_h of a cell. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function addStratum(matrix: Float64Array, stratum: Stratum, of: StratumInput): void {
  const { variables, means, deviations } = of;
  const { size, alpha, total } = variables;
  writeMeans(means, stratum, variables);
  const factor = (stratum.unsampled * stratum.n) / (stratum.n - 1);
  for (let c = stratum.from; c < stratum.to; c += 1) {
    const n = of.sample.cells[c]?.n ?? 0;
    const row = c * size;
    const sums = variables.pairs(c);
    for (let a = 0; a < size; a += 1) deviations[a] = (total[row + a] ?? 0) / n - (means[a] ?? 0);
    for (let a = 0; a < size; a += 1) {
      const deviation = deviations[a] ?? 0;
      const leftAlpha = alpha[row + a] ?? 0;
      for (let b = a; b < size; b += 1) {
        const between = deviation * (deviations[b] ?? 0) * n;
        const alphas = leftAlpha * (alpha[row + b] ?? 0);
        const within = alphas === 0 ? 0 : alphas * withinCell(variables, sums, { c, a, b, n });
        add(matrix, a * size + b, factor * (within + between));
      }
    }
  }
}

/** Ū_h of each estimate. */
function writeMeans(means: Float64Array, { n, from, to }: Stratum, { size, total }: Linearised): void {
  means.fill(0);
  for (let c = from; c < to; c += 1) {
    for (let a = 0; a < size; a += 1) add(means, a, (total[c * size + a] ?? 0) / n);
  }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

/**
 * Σ(e_a − ē_a)(e_b − ē_b) over the rows of a cell, e = X − zD. In integers as far as it goes, so that equal answers give
 * exactly zero: plain Σu² − (Σu)²/n gives standard errors of 1e-8 there. Where all rows have the same D the means z fall
 * out; else the first term is exact, and of answers that all equal z the others are zero each.
 */
function withinCell(
  { size, x, d, z, e, pairsFrom, pairAt }: Linearised,
  sums: ArrayLike<number>,
  { c, a, b, n }: { readonly c: number; readonly a: number; readonly b: number; readonly n: number }
): number {
  const left = c * size + a;
  const right = c * size + b;
  const at = (pairsFrom[c] ?? 0) + (pairAt[a * size + b] ?? 0);
  const dd = sums[at] ?? 0;
  const shared = ((e[left] ?? 0) * (e[right] ?? 0)) / n;
  if (dd === 0) return -shared;
  const xd = sums[at + 1] ?? 0;
  const dx = sums[at + 2] ?? 0;
  const xx = sums[at + 3] ?? 0;
  const [xa, xb, da, db] = [x[left] ?? 0, x[right] ?? 0, d[left] ?? 0, d[right] ?? 0];
  if (n * dd === da * db && n * xd === xa * db && n * dx === da * xb) return differenceOfProducts(n, xx, xa, xb) / n;
  const deviations = (xd - dd * (z[left] ?? 0)) * (dx - dd * (z[right] ?? 0));
  return differenceOfProducts(dd, xx, xd, dx) / dd + (deviations / dd - shared);
}
