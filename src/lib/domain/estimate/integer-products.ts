/** a·b − c·d of integers, exactly before it is rounded once; of expected sums (`tally/shift.ts`) as floats. */
export function differenceOfProducts(a: number, b: number, c: number, d: number): number {
  const first = a * b;
  const second = c * d;
  if (first <= Number.MAX_SAFE_INTEGER && second <= Number.MAX_SAFE_INTEGER) return first - second;
  if (![a, b, c, d].every(Number.isInteger)) return first - second;
  return Number(BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d));
}
