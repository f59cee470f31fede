/** Rounds half away from zero to `digits` decimals, for display only: never round and then add. */
export function roundHalfUp(value: number, digits: number): number {
  const factor = 10 ** digits;
  const scaled = Math.abs(value) * factor;
  const nudge = scaled * Number.EPSILON; // 1.005 is stored as 1.00499999999999989…
  return (Math.sign(value) * Math.floor(scaled + 0.5 + nudge)) / factor;
}
