/** Below these keys R itself iterates: |r − e| ≤ 1e-9 + 1e-6·|e|. */
const LOOSE = new Set(['raking', 'eb_ml', 'expected_rank']);

/** Compares figures with those of R as METHODS §13: |r − e| ≤ 1e-12 + 1e-9·|e|; null, strings and lengths are equal. */
export class Agreement {
  agreed = 0;
  readonly differing: string[] = [];

  compare(path: string, result: unknown, expected: unknown, loose = false): void {
    if (Array.isArray(expected)) {
      const list: readonly unknown[] | null = Array.isArray(result) ? result : null;
      if (list?.length !== expected.length || expected.length === 0)
        return this.leaf(path, list?.length === expected.length, result);
      expected.forEach((value, i) => this.compare(`${path}[${i}]`, list[i], value, loose));
    } else if (isRecord(expected)) {
      for (const [key, value] of Object.entries(expected)) {
        this.compare(`${path}.${key}`, isRecord(result) ? result[key] : undefined, value, loose || LOOSE.has(key));
      }
    } else if (typeof expected === 'number') {
      const tolerance = loose ? 1e-9 + 1e-6 * Math.abs(expected) : 1e-12 + 1e-9 * Math.abs(expected);
      const close = typeof result === 'number' && Math.abs(result - expected) <= tolerance;
      this.leaf(path, close, result, expected);
    } else {
      this.leaf(path, result === expected || (expected === null && result === undefined), result, expected);
    }
  }

  private leaf(path: string, agrees: boolean, result: unknown, expected?: unknown): void {
    if (agrees) this.agreed += 1;
    else this.differing.push(`${path}: ${JSON.stringify(result)}, R has ${JSON.stringify(expected)}`);
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of a JSON value; throws when nothing does. */
export function at(value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
  if (!isRecord(found)) throw new Error(`no object at ${path.join('.')}`);
  return found;
}

/** The keys of an object but some. */
export function without(value: Readonly<Record<string, unknown>>, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
