import { folded } from '../shared/folded.ts';
import { problem } from '../shared/problem.ts';
import { cursorText, TEXT_MAX, type Cursor, type ListQuery } from './list-query.ts';

/** How a list is read: what of a row is looked through, and its orders by their names. */
export interface ListShape<Row, Sort extends string> {
  readonly text: (row: Row) => string;
  readonly sorts: Readonly<Record<Sort, Order<Row>>>;
}

export interface Order<Row> {
  readonly key: (row: Row) => string | number;
  /** Highest first. */
  readonly isDescending?: boolean;
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** What the next page is asked with; null on the last. */
  readonly after: string | null;
  /** Rows that match, on all pages. */
  readonly found: number;
  /** Rows of the list, whatever is looked for. */
  readonly all: number;
}

const PAGE = 50;

/**
 * A page of a list that the server holds whole: Vietnamese order and search without marks are in neither database, and
 * such lists have hundreds of rows, rarely thousands. It goes on after a key and not after a count, so that a row that
 * comes or goes between two pages makes none repeat and none be missed. Throws `filter.unknown` for another list's cursor.
 */
export function listPage<Row extends { readonly id: string }, Sort extends string>(
  all: readonly Row[],
  query: ListQuery<Sort>,
  shape: ListShape<Row, Sort>,
  size = PAGE
): ListPage<Row> {
  const found = listRows(all, query, shape);
  const rows = afterCursor(found, query.after, shape.sorts[query.sort]).slice(0, size + 1);
  const shown = rows.slice(0, size);
  const last = rows.length > size ? shown.at(-1) : undefined;
  const after = last ? cursorText(cursorOf(last, shape.sorts[query.sort])) : null;
  return { rows: shown, after, found: found.length, all: all.length };
}

/** All rows that match, in the order that is asked: what a file of the list holds. */
export function listRows<Row extends { readonly id: string }, Sort extends string>(
  all: readonly Row[],
  { q, sort }: ListQuery<Sort>,
  { text, sorts }: ListShape<Row, Sort>
): readonly Row[] {
  const sought = folded(q);
  const found = sought === '' ? all : all.filter((row) => folded(text(row)).includes(sought));
  const order = sorts[sort];
  return found
    .map((row) => ({ row, at: cursorOf(row, order) }))
    .sort((a, b) => compared(a.at, b.at, order.isDescending === true))
    .map(({ row }) => row);
}

function afterCursor<Row extends { readonly id: string }>(
  rows: readonly Row[],
  after: Cursor | null,
  order: Order<Row>
): readonly Row[] {
  const [first] = rows;
  if (after === null || first === undefined) return rows;
  if (typeof cursorOf(first, order).key !== typeof after.key) throw problem('filter.unknown');
  return rows.filter((row) => compared(cursorOf(row, order), after, order.isDescending === true) > 0);
}

function cursorOf<Row extends { readonly id: string }>(row: Row, { key }: Order<Row>): Cursor {
  const value = key(row);
  return { key: typeof value === 'string' ? value.slice(0, TEXT_MAX) : value, id: row.id };
}

/** As Vietnamese is sorted, "Quầy 2" before "Quầy 10"; equal keys by id. */
const collator = new Intl.Collator('vi', { numeric: true });

function compared(a: Cursor, b: Cursor, isDescending: boolean): number {
  const byKey =
    typeof a.key === 'number' && typeof b.key === 'number'
      ? a.key - b.key
      : collator.compare(String(a.key), String(b.key));
  if (byKey !== 0) return isDescending ? -byKey : byKey;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
