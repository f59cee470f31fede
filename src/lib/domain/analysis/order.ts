/** The order of lists of ids in results: by code point (METHODS §0), where `sort()` alone goes by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    const isLeftPair = isSurrogate(left);
    // Half of a pair stands for a code point above all others.
    return isLeftPair === isSurrogate(right) ? left - right : isLeftPair ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
