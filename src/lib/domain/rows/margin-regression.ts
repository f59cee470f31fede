import type { Calibration } from './calibration.ts';
import type { Combinations, Margin } from './raking.ts';

/** A column that the others explain but for this share of its square is left out (its coefficient is 0). */
const ALIASED = 1e-11;

/**
 * The residual of a variable on the margins' dummies, an intercept and all categories but the first of each, by least squares
 * with the starting weights over all rows (Deville & Särndal 1992; METHODS §5). The normal matrix is one of combinations.
 */
export function marginRegression(
  starting: Float64Array,
  combinations: Combinations,
  margins: readonly Margin[]
): Calibration['residual'] {
  const columns = combinations.categories.map((own) => columnsOf(own, margins));
  const size = 1 + margins.reduce((sum, { categories }) => sum + categories.length - 1, 0);
  const solve = solver(normalMatrix(columns, combinations.weights, size), size);
  return (variable) => {
    const sums = new Float64Array(columns.length);
    for (let i = 0; i < variable.length; i += 1) {
      const k = combinations.of[i] ?? 0;
      sums[k] = (sums[k] ?? 0) + (starting[i] ?? 0) * (variable[i] ?? 0);
    }
    const right = new Float64Array(size);
    for (const [k, own] of columns.entries()) {
      for (const column of own) right[column] = (right[column] ?? 0) + (sums[k] ?? 0);
    }
    const coefficients = solve(right);
    const fitted = columns.map((own) => own.reduce((sum, column) => sum + (coefficients[column] ?? 0), 0));
    for (let i = 0; i < variable.length; i += 1) {
      variable[i] = (variable[i] ?? 0) - (fitted[combinations.of[i] ?? 0] ?? 0);
    }
    return variable;
  };
}

/** The columns of the design matrix in which the rows of a combination have a 1. */
function columnsOf(categories: readonly number[], margins: readonly Margin[]): readonly number[] {
  const columns = [0];
  let first = 1;
  for (const [m, margin] of margins.entries()) {
    const category = categories[m] ?? 0;
    if (category > 0) columns.push(first + category - 1);
    first += margin.categories.length - 1;
  }
  return columns;
}

function normalMatrix(
  columns: readonly (readonly number[])[],
  weights: readonly number[],
  size: number
): readonly Float64Array[] {
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (const [k, own] of columns.entries()) {
    for (const a of own) {
      const row = matrix[a] ?? new Float64Array(size);
      for (const b of own) row[b] = (row[b] ?? 0) + (weights[k] ?? 0);
    }
  }
  return matrix;
}

/** Cholesky factors L of a symmetric matrix, columns that depend on earlier ones left out; gives what solves LL'x = b. */
function solver(matrix: readonly Float64Array[], size: number): (right: Float64Array) => Float64Array {
  const factor = Array.from({ length: size }, () => new Float64Array(size));
  const at = (row: number, column: number) => factor[row]?.[column] ?? 0;
  for (let j = 0; j < size; j += 1) {
    const square = matrix[j]?.[j] ?? 0;
    let pivot = square;
    for (let k = 0; k < j; k += 1) pivot -= at(j, k) ** 2;
    if (pivot <= ALIASED * square) continue;
    for (let i = j; i < size; i += 1) {
      let value = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k += 1) value -= at(i, k) * at(j, k);
      (factor[i] ?? new Float64Array(size))[j] = value / Math.sqrt(pivot);
    }
  }
  return (right) => {
    const x = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let value = right[i] ?? 0;
      for (let k = 0; k < i; k += 1) value -= at(i, k) * (x[k] ?? 0);
      x[i] = at(i, i) === 0 ? 0 : value / at(i, i);
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      let value = x[i] ?? 0;
      for (let k = i + 1; k < size; k += 1) value -= at(k, i) * (x[k] ?? 0);
      x[i] = at(i, i) === 0 ? 0 : value / at(i, i);
    }
    return x;
  };
}
