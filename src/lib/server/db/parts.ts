/** Rows of one statement: of at most 18 columns, far below the parameters that either database takes. */
export const ROWS_MAX = 500;

/** The rows in parts that one statement takes. */
export function inParts<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_MAX) }, (_, i) =>
    rows.slice(i * ROWS_MAX, (i + 1) * ROWS_MAX)
  );
}
