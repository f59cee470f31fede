/** The row space of a matrix, built row by row: what a reader can compute from the sums he was given. */
export class RowSpace {
  readonly #rows: { readonly pivot: number; readonly row: Float64Array }[] = [];
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  /** Adds a sum over some columns; false when it told nothing new. */
  add(columns: readonly number[]): boolean {
    const row = this.#reduced(columns);
    const pivot = row.findIndex((value) => Math.abs(value) > 1e-9);
    if (pivot === -1) return false;
    const scale = row[pivot] ?? 1;
    for (let i = 0; i < this.#width; i += 1) row[i] = (row[i] ?? 0) / scale;
    this.#rows.push({ pivot, row });
    return true;
  }

  /** Whether the sum over these columns follows from those added. */
  holds(columns: readonly number[]): boolean {
    return this.#reduced(columns).every((value) => Math.abs(value) < 1e-9);
  }

  #reduced(columns: readonly number[]): Float64Array {
    const row = new Float64Array(this.#width);
    for (const column of columns) row[column] = 1;
    for (const { pivot, row: known } of this.#rows) {
      const factor = row[pivot] ?? 0;
      if (Math.abs(factor) < 1e-12) continue;
      for (let i = pivot; i < this.#width; i += 1) row[i] = (row[i] ?? 0) - factor * (known[i] ?? 0);
    }
    return row;
  }
}
