import { problem } from '../../domain/shared/problem.ts';

/** What an address chooses by a name, one of a list; the fallback where it says nothing. Throws `filter.unknown`. */
export function choiceIn<T extends string, F extends T | null>(
  search: URLSearchParams,
  name: string,
  of: { readonly choices: readonly T[]; readonly fallback: F }
): T | F {
  const asked = search.get(name);
  if (asked === null || asked === '') return of.fallback;
  const known = of.choices.find((choice) => choice === asked);
  if (known === undefined) throw problem('filter.unknown', { at: name });
  return known;
}
