import type { Stratum, StratumCell } from './strata.ts';

/** ΣX and ΣD over the rows of a cell: X the sum of a row's valid values, D their number. */
export interface Sums {
  readonly x: number;
  readonly d: number;
}

/** ΣD_a·D_b, ΣX_a·D_b, ΣD_a·X_b, ΣX_a·X_b over the rows of a cell. */
export type PairSums = readonly [dd: number, xd: number, dx: number, xx: number];

/** The linearised variable of the rows of a cell: u = α(X − zD) + β. */
export interface Term {
  readonly alpha: number;
  readonly z: number;
  readonly beta: number;
}

/** Estimates of the same rows, e.g. of the areas, known by their sums and terms in each cell. */
export interface Linearised {
  readonly size: number;
  readonly term: (cell: StratumCell, a: number) => Term;
  readonly sums: (cell: StratumCell, a: number) => Sums;
  /** For a ≤ b. */
  readonly pair: (cell: StratumCell, a: number, b: number) => PairSums;
}

/**
 * The covariance matrix of estimates from the sums of cells (METHODS §4 and §14, Särndal et al. 1992, 5.5–5.8):
 * V_ab = Σ_h (1−f_h) n_h/(n_h−1) Σ_cells [W_ab + n(ū_a − Ū_ha)(ū_b − Ū_hb)].
 * A stratum of one row is centred at 0 (lonely `adjust`). The upper triangle is mirrored.
 */
export function covarianceMatrix(strata: readonly Stratum[], variables: Linearised): readonly (readonly number[])[] {
  const { size } = variables;
  const upper = new Float64Array(size * size);
  for (const stratum of strata) {
    if (stratum.unsampled === 0) continue;
    const cells = stratum.cells.map((cell) => ({ cell, rows: residuals(cell, variables) }));
    if (stratum.n === 1) addLonely(upper, stratum, cells);
    else addStratum(upper, stratum, { cells, variables });
  }
  const at = (a: number, b: number) => upper[a * size + b] ?? 0;
  return Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (__, b) => (a <= b ? at(a, b) : at(b, a)))
  );
}

interface CellResiduals {
  readonly cell: StratumCell;
  readonly rows: readonly Residual[];
}

/** U_a·U_b of the only row: conservative, centred at the overall estimate whose linearised mean is 0. */
function addLonely(upper: Float64Array, stratum: Stratum, cells: readonly CellResiduals[]): void {
  const rows = cells[0]?.rows ?? [];
  for (const [a, { total }] of rows.entries()) {
    for (let b = a; b < rows.length; b += 1) {
      add(upper, a * rows.length + b, stratum.unsampled * total * (rows[b]?.total ?? 0));
    }
  }
}

function addStratum(
  upper: Float64Array,
  stratum: Stratum,
  { cells, variables }: { readonly cells: readonly CellResiduals[]; readonly variables: Linearised }
): void {
  const { size } = variables;
  const means = new Float64Array(size);
  for (const { rows } of cells) rows.forEach(({ total }, a) => add(means, a, total / stratum.n));
  const factor = (stratum.unsampled * stratum.n) / (stratum.n - 1);
  for (const { cell, rows } of cells) {
    for (let a = 0; a < size; a += 1) {
      const left = rows[a] ?? NOTHING;
      const leftMean = left.total / cell.n - (means[a] ?? 0);
      for (let b = a; b < size; b += 1) {
        const right = rows[b] ?? NOTHING;
        const between = leftMean * (right.total / cell.n - (means[b] ?? 0)) * cell.n;
        const alphas = left.term.alpha * right.term.alpha;
        const within = alphas === 0 ? 0 : alphas * withinCell(variables.pair(cell, a, b), left, right, cell.n);
        add(upper, a * size + b, factor * (within + between));
      }
    }
  }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

interface Residual {
  readonly term: Term;
  /** Σ(X − zD) over the cell. */
  readonly e: number;
  /** Σu over the cell. */
  readonly total: number;
}

const NOTHING: Residual = { term: { alpha: 0, z: 0, beta: 0 }, e: 0, total: 0 };

function residuals(cell: StratumCell, variables: Linearised): readonly Residual[] {
  const rows: Residual[] = [];
  for (let a = 0; a < variables.size; a += 1) {
    const term = variables.term(cell, a);
    if (term.alpha === 0 && term.beta === 0) {
      rows.push(NOTHING);
      continue;
    }
    const { x, d } = variables.sums(cell, a);
    const e = x - d * term.z;
    rows.push({ term, e, total: term.alpha * e + cell.n * term.beta });
  }
  return rows;
}

/**
 * Σ(e_a − ē_a)(e_b − ē_b) over the rows of a cell, e = X − zD. The first term in integers, so that equal answers give
 * exactly zero: plain Σu² − (Σu)²/n gives standard errors of 1e-8 there.
 */
function withinCell([dd, xd, dx, xx]: PairSums, left: Residual, right: Residual, n: number): number {
  const shared = (left.e * right.e) / n;
  if (dd === 0) return -shared;
  const deviations = (xd - dd * left.term.z) * (dx - dd * right.term.z);
  return differenceOfProducts(dd, xx, xd, dx) / dd + (deviations / dd - shared);
}

/** a·b − c·d of integers, exactly before it is rounded once. */
function differenceOfProducts(a: number, b: number, c: number, d: number): number {
  const first = a * b;
  const second = c * d;
  if (first <= Number.MAX_SAFE_INTEGER && second <= Number.MAX_SAFE_INTEGER) return first - second;
  return Number(BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d));
}
