/**
 * Estimates of the same rows, e.g. of the areas, as the linearised variables of the rows of each cell:
 * u = α(X − zD) + β, X the sum of a row's valid values, D their number. The arrays hold cell after cell, estimate after
 * estimate: number a of cell c stands at c·size + a.
 */
export interface Linearised {
  readonly size: number;
  readonly alpha: Float64Array;
  readonly z: Float64Array;
  readonly beta: Float64Array;
  /** ΣX and ΣD over the rows of the cell. */
  readonly x: Float64Array;
  readonly d: Float64Array;
  /** Σ(X − zD) and Σu over the cell: computed by `covarianceMatrix`. */
  readonly e: Float64Array;
  readonly total: Float64Array;
  /** By cell: the numbers that hold its pair sums, read before those of another cell are asked, and where the first stands. */
  readonly pairs: SumsOf;
  readonly pairsFrom: Int32Array;
  /** At a·size + b, a ≤ b: where ΣD_a·D_b, ΣX_a·D_b, ΣD_a·X_b, ΣX_a·X_b stand, counted from `pairsFrom`. */
  readonly pairAt: Int32Array;
  /** Where X and D stand in the vectors of the cell's clusters; read where α is not 0. */
  readonly clusterXAt: Int32Array;
  readonly clusterDAt: Int32Array;
}

/** The sums of a cell, by its index. What it gives may be a room that serves all: it holds until the next is asked. */
export type SumsOf = (cell: number) => ArrayLike<number>;

/** Of `size` estimates over a number of cells; all u are 0 until α and β are set. */
export function linearised(size: number, cells: number, pairs: SumsOf): Linearised {
  const numbers = () => new Float64Array(cells * size);
  return {
    size,
    alpha: numbers(),
    z: numbers(),
    beta: numbers(),
    x: numbers(),
    d: numbers(),
    e: numbers(),
    total: numbers(),
    pairs,
    pairsFrom: new Int32Array(cells),
    pairAt: new Int32Array(size * size),
    clusterXAt: new Int32Array(cells * size),
    clusterDAt: new Int32Array(cells * size)
  };
}
