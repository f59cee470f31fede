/** A value of a kept document that is not what it is computed to be now. */
export interface ReplayDifference {
  readonly at: string;
}

/**
 * Where a kept document differs from the same computed again, by path; at most `max`. Numbers are compared to the last
 * bit. What the kept one does not have is not asked for: a newer program may tell more. Members named in `apart` are not
 * compared.
 */
export function replayDifferences(
  kept: unknown,
  again: unknown,
  { apart, max }: { readonly apart: ReadonlySet<string>; readonly max: number }
): readonly ReplayDifference[] {
  const found: ReplayDifference[] = [];
  const compare = (before: unknown, now: unknown, at: string): void => {
    if (found.length >= max || Object.is(before, now)) return;
    const isList = Array.isArray(before);
    if (!isObject(before) || !isObject(now) || isList !== Array.isArray(now)) {
      found.push({ at });
      return;
    }
    if (isList && Object.keys(before).length !== Object.keys(now).length) found.push({ at });
    const others = new Map(Object.entries(now));
    for (const [key, value] of Object.entries(before)) {
      if (!apart.has(key)) compare(value, others.get(key), at === '' ? key : `${at}.${key}`);
    }
  };
  compare(kept, again, '');
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
