import { problem } from '../../domain/shared/problem.ts';

/** The query parameters of an address by their names; one that is not known, or stands twice, is refused: `filter.unknown`. */
export function parseQuery<N extends string>(search: URLSearchParams, names: readonly N[]): Record<N, string | null> {
  const known: readonly string[] = names;
  const given = [...search.keys()];
  if (given.some((name, i) => !known.includes(name) || given.indexOf(name) !== i)) throw problem('filter.unknown');
  // The record has exactly the names asked for, which Object.fromEntries cannot say.
  return Object.fromEntries(names.map((name) => [name, search.get(name) || null])) as Record<N, string | null>;
}
