/** p-values adjusted for the tests of one family, in the given order; null (no test) stays null and does not count. */
type PValues = readonly (number | null)[];

/** Cumulative maximum of min(1, (m − k + 1)·p_(k)): the family-wise error. Holm, Scand. J. Statistics 6, 1979. */
export function holm(values: PValues): PValues {
  return stepwise(values, (sorted) => {
    let highest = 0;
    return sorted.map((p, k) => (highest = Math.max(highest, Math.min(1, (sorted.length - k) * p))));
  });
}

/** Cumulative minimum from the top of min(1, m·p_(k)/k): the false discovery rate. Benjamini & Hochberg, JRSS B 57, 1995. */
export function benjaminiHochberg(values: PValues): PValues {
  return stepwise(values, (sorted) => {
    let lowest = 1;
    return sorted
      .map((p, k) => ({ p, rank: k + 1 }))
      .reverse()
      .map(({ p, rank }) => (lowest = Math.min(lowest, (sorted.length * p) / rank)))
      .reverse();
  });
}

/** Adjusts the ascending p-values and puts them back in their places. */
function stepwise(values: PValues, adjust: (sorted: readonly number[]) => readonly number[]): PValues {
  const tests = values
    .flatMap((p, at) => (p === null ? [] : [{ p, at }]))
    .sort((one, other) => one.p - other.p || one.at - other.at);
  const adjusted: (number | null)[] = values.map(() => null);
  adjust(tests.map(({ p }) => p)).forEach((p, k) => {
    adjusted[tests[k]?.at ?? -1] = p;
  });
  return adjusted;
}
