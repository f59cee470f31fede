import { differenceOfProducts } from './integer-products.ts';
import type { Linearised } from './linearised.ts';
import type { Sample } from './strata.ts';

/** Of the valid rows: their number, Σw, and Σw(y − c)² about a centre c. */
export interface Squares {
  readonly n: number;
  readonly weight: number;
  readonly squares: number;
}

/** The squares of estimate `index`, a mean of y = X/D where the rows of a cell have one D (1, but for `overall`). */
export function squaresAbout(
  sample: Sample,
  of: Linearised,
  { index, centre }: { index: number; centre: number }
): Squares {
  const { size, alpha, d, pairs, pairsFrom, pairAt } = of;
  const sum = { n: 0, weight: 0, squares: 0 };
  for (const [c, cell] of sample.cells.entries()) {
    const sums = pairs(c);
    const at = (pairsFrom[c] ?? 0) + (pairAt[index * size + index] ?? 0);
    const dd = sums[at] ?? 0;
    const valid = d[c * size + index] ?? 0;
    // A cell without its α is not in the estimate, whatever its other numbers say.
    if (dd === 0 || valid === 0 || !alpha[c * size + index]) continue;
    const xd = sums[at + 1] ?? 0;
    const within = differenceOfProducts(dd, sums[at + 3] ?? 0, xd, xd) / dd;
    const between = (xd - dd * centre) ** 2 / dd;
    const perRow = dd / valid;
    sum.n += valid / perRow;
    sum.weight += (cell.weight * valid) / perRow;
    sum.squares += (cell.weight * (within + between)) / perRow ** 2;
  }
  return sum;
}
