import * as v from 'valibot';
import { problem } from '../shared/problem.ts';

/** What a reader asks of a list: a text to find, one of the list's own orders, and where the page before ended. */
export interface ListQuery<Sort extends string> {
  readonly q: string;
  readonly sort: Sort;
  readonly after: Cursor | null;
}

/** The last row of a page: what it is sorted by, and its id, which settles ties. */
export interface Cursor {
  readonly key: string | number;
  readonly id: string;
}

/** Longest text that is looked for, and longest key of a cursor, in UTF-16 units. */
export const TEXT_MAX = 100;
const CURSOR_MAX = 1_000;

const cursorShape = v.strictTuple([
  v.union([v.pipe(v.string(), v.maxLength(TEXT_MAX)), v.pipe(v.number(), v.finite())]),
  v.pipe(v.string(), v.minLength(1), v.maxLength(TEXT_MAX))
]);

/**
 * The query of an address or a form. The first of `sorts` stands where none is named. Throws `filter.unknown` for an
 * order that is not among them, and for a cursor that no page has given.
 */
export function parseListQuery<Sort extends string>(
  read: (name: string) => string | null,
  sorts: readonly [Sort, ...Sort[]]
): ListQuery<Sort> {
  const named = read('sort') || sorts[0];
  const sort = sorts.find((known) => known === named);
  if (sort === undefined) throw problem('filter.unknown');
  return { q: (read('q') ?? '').normalize('NFC').trim().slice(0, TEXT_MAX), sort, after: parseCursor(read('after')) };
}

/** Null where none is given. Throws `filter.unknown`. */
export function parseCursor(text: string | null): Cursor | null {
  if (text === null || text === '') return null;
  const parsed = text.length > CURSOR_MAX ? null : v.safeParse(cursorShape, json(text));
  if (!parsed?.success) throw problem('filter.unknown');
  const [key, id] = parsed.output;
  return { key, id };
}

export function cursorText({ key, id }: Cursor): string {
  return JSON.stringify([key, id]);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
