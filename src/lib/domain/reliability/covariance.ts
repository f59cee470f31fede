/** The items of a scale, one column an item; a value below `lowest` (or NaN) is missing. */
export interface ScaleColumns {
  readonly columns: readonly ArrayLike<number>[];
  readonly lowest: number;
}

/** Covariances with n − 1, item × item, and the rows that they are of. */
export interface ItemCovariance {
  readonly n: number;
  readonly matrix: readonly Float64Array[];
}

/**
 * Over the rows with an answer to every item; all 0 below two rows. Sums are of deviations from the first complete row:
 * of codes they are exact, and a constant item has the variance 0.
 */
export function completeCovariance({ columns, lowest }: ScaleColumns): ItemCovariance {
  const k = columns.length;
  const sums = new Float64Array(k);
  const products = columns.map(() => new Float64Array(k));
  const row = new Float64Array(k);
  let start: Float64Array | null = null;
  let n = 0;
  for (let i = 0; i < (columns[0]?.length ?? 0); i += 1) {
    if (!readRow(columns, i, lowest, row)) continue;
    start ??= row.slice();
    n += 1;
    for (let a = 0; a < k; a += 1) row[a] = (row[a] ?? 0) - (start[a] ?? 0);
    addProducts(row, sums, products);
  }
  const covariance = (a: number, b: number) =>
    n < 2 ? 0 : ((products[Math.min(a, b)]?.[Math.max(a, b)] ?? 0) - ((sums[a] ?? 0) * (sums[b] ?? 0)) / n) / (n - 1);
  return { n, matrix: columns.map((_, a) => Float64Array.from(columns, (__, b) => covariance(a, b))) };
}

/** Each pair over the rows that answer both (R: cov(use = "pairwise")); `n` is all rows. A pair below two rows: NaN. */
export function pairwiseCovariance({ columns, lowest }: ScaleColumns): ItemCovariance {
  const matrix = columns.map(() => new Float64Array(columns.length));
  columns.forEach((one, a) => {
    columns.slice(0, a + 1).forEach((other, b) => {
      const { n, matrix: pair } = completeCovariance({ columns: [one, other], lowest });
      const covariance = n < 2 ? NaN : (pair[0]?.[1] ?? NaN);
      for (const [row, column] of [
        [a, b],
        [b, a]
      ] as const) {
        const values = matrix[row];
        if (values) values[column] = covariance;
      }
    });
  });
  return { n: columns[0]?.length ?? 0, matrix };
}

/** x′ = min + max − x where it is answered. Reversing changes the sign of its covariances, not what is missing. */
export function reversed(
  column: ArrayLike<number>,
  scale: { readonly min: number; readonly max: number }
): Float64Array {
  return Float64Array.from(column, (value) => (value >= scale.min ? scale.min + scale.max - value : NaN));
}

/** Whether every item of the row is answered; if so `row` has the answers. */
function readRow(columns: readonly ArrayLike<number>[], i: number, lowest: number, row: Float64Array): boolean {
  for (let a = 0; a < columns.length; a += 1) {
    const value = columns[a]?.[i] ?? NaN;
    if (!(value >= lowest)) return false;
    row[a] = value;
  }
  return true;
}

/** Adds a row to the sums and to the upper triangle of the products. */
function addProducts(row: Float64Array, sums: Float64Array, products: readonly Float64Array[]): void {
  for (let a = 0; a < row.length; a += 1) {
    const value = row[a] ?? 0;
    const line = products[a];
    sums[a] = (sums[a] ?? 0) + value;
    if (line === undefined || value === 0) continue;
    for (let b = a; b < row.length; b += 1) line[b] = (line[b] ?? 0) + value * (row[b] ?? 0);
  }
}
