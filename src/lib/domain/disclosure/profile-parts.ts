/** A part of those who were asked a profile question. */
export interface ProfilePart {
  readonly id: string;
  readonly n: number;
}

/**
 * The parts that are not shown, for who knows the sum of all: those below the floor, and the smallest others until what
 * is hidden holds the floor and is more than one part, so that no part can be computed from the rest.
 */
export function hiddenParts(parts: readonly ProfilePart[], floor: number): ReadonlySet<string> {
  const filled = parts.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
  const hidden = filled.filter(({ n }) => n < floor);
  if (hidden.length === 0) return new Set();
  for (const part of filled.slice(hidden.length)) {
    const sum = hidden.reduce((total, { n }) => total + n, 0);
    if (hidden.length > 1 && sum >= floor) break;
    hidden.push(part);
  }
  return new Set(hidden.map(({ id }) => id));
}
