/** Sums of the weights of a sample or domain. */
export interface WeightSums {
  readonly n: number;
  /** Σw. */
  readonly sum: number;
  /** Σw². */
  readonly squares: number;
}

/** n_eff = (Σw)²/Σw² and deff = n·Σw²/(Σw)² = 1 + cv²(w) (Kish, Survey Sampling, 1965; J. Official Stat. 8, 1992). */
export function kish({ n, sum, squares }: WeightSums): { readonly nEff: number | null; readonly deff: number | null } {
  if (n === 0) return { nEff: null, deff: null };
  return { nEff: (sum * sum) / squares, deff: (n * squares) / (sum * sum) };
}

/** Of the weights N_h/n_h: n_h rows of weight w a stratum, so a sample of strata needs no rows. */
export function stratumWeightSums(strata: Iterable<{ readonly n: number; readonly weight: number }>): WeightSums {
  let [rows, sum, squares] = [0, 0, 0];
  for (const { n, weight } of strata) {
    rows += n;
    sum += n * weight;
    squares += n * weight * weight;
  }
  return { n: rows, sum, squares };
}
