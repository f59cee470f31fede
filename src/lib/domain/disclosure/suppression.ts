/** Whether every valid answer is 1 or 2: who answered would be known to have been dissatisfied. Counts of 1 … 5. */
export function allDissatisfied(keyCounts: readonly number[]): boolean {
  const [worst = 0, bad = 0, ...others] = keyCounts;
  return worst + bad > 0 && others.every((count) => count === 0);
}
