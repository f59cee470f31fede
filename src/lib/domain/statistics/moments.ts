/** n values, their mean (NaN without any) and Σ(y − ȳ)². */
export interface SampleMoments {
  readonly n: number;
  readonly mean: number;
  readonly squares: number;
}

/** The same by group; each array has the length of the groups. */
export interface GroupedMoments {
  readonly n: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** Which group each row belongs to, 0 … count − 1. */
export interface Groups {
  readonly of: ArrayLike<number>;
  readonly count: number;
}

/** Of the values that are not NaN. */
export function sampleMoments(values: ArrayLike<number>): SampleMoments {
  return groupAt(groupedMoments(values, { of: { length: 0 }, count: 1 }), 0);
}

/**
 * Of the values that are not NaN, by group; a row without a group counts in the first. Means are summed as deviations
 * from the group's first value: where all values are equal the mean is that number and Σ(y − ȳ)² is exactly 0.
 */
export function groupedMoments(values: ArrayLike<number>, groups: Groups): GroupedMoments {
  const n = new Float64Array(groups.count);
  const start = new Float64Array(groups.count);
  const deviation = new Float64Array(groups.count);
  const squares = new Float64Array(groups.count);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const group = groups.of[i] ?? 0;
    if (n[group] === 0) start[group] = value;
    n[group] = (n[group] ?? 0) + 1;
    deviation[group] = (deviation[group] ?? 0) + (value - (start[group] ?? 0));
  }
  const mean = start.map((first, group) => first + (deviation[group] ?? 0) / (n[group] ?? 0));
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const group = groups.of[i] ?? 0;
    squares[group] = (squares[group] ?? 0) + (value - (mean[group] ?? 0)) ** 2;
  }
  return { n, mean, squares };
}

export function groupAt(grouped: GroupedMoments, group: number): SampleMoments {
  return {
    n: grouped.n[group] ?? 0,
    mean: grouped.mean[group] ?? NaN,
    squares: grouped.squares[group] ?? 0
  };
}

/** Of an item from its counts: `counts[x − min]` answers of the code x. */
export function momentsOfCounts(counts: ArrayLike<number>, min: number): SampleMoments {
  let [n, sum, squares] = [0, 0, 0];
  for (let i = 0; i < counts.length; i += 1) {
    n += counts[i] ?? 0;
    sum += (counts[i] ?? 0) * (min + i);
  }
  const mean = sum / n;
  for (let i = 0; i < counts.length; i += 1) squares += (counts[i] ?? 0) * (min + i - mean) ** 2;
  return { n, mean, squares };
}

/** s with n − 1; null below two values. */
export function standardDeviation({ n, squares }: SampleMoments): number | null {
  return n < 2 ? null : Math.sqrt(squares / (n - 1));
}
