/**
 * The quantile of type 7: linear between order statistics (Hyndman & Fan, American Statistician 50, 1996; R's default).
 * `sorted` ascending and not empty, p in [0,1].
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  // A position that is whole but for its last binary digits is that order statistic.
  const below = Math.floor(at + 4 * Number.EPSILON);
  const low = sorted[below] ?? NaN;
  const part = Math.max(0, at - below);
  return part === 0 ? low : low + part * ((sorted[below + 1] ?? low) - low);
}
