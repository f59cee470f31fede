import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { UnitTable, UnitTableRow } from './unit-table-view.ts';

export const UNIT_TABLE_SORTS = ['name', 'value', 'adjusted', 'change', 'missing'] as const;
export type UnitTableSort = (typeof UNIT_TABLE_SORTS)[number];

/** Rows of a page: a province's units stand on one. */
const ROWS = 200;
/** Beyond every share and difference: what has no figure stands last. */
const LAST = 100;
const CLEAR = 10;

/** Clear falls before what may be chance, and that before clear rises. */
function changeKey(change: UnitTableRow['change']): number {
  if (!change || change.estimate === null) return LAST;
  const { verdict, estimate } = change;
  return estimate + (verdict === 'down' ? -CLEAR : verdict === 'up' ? CLEAR : 0);
}

const SHAPE: ListShape<UnitTableRow, UnitTableSort> = {
  text: ({ unit }) => `${unit.title} ${unit.code}`,
  sorts: {
    name: { key: ({ unit }) => unit.title },
    value: { key: ({ figure }) => figure?.share ?? LAST },
    adjusted: { key: ({ adjusted }) => adjusted?.figure?.share ?? LAST },
    change: { key: ({ change }) => changeKey(change) },
    // A hidden n counts as none: its number must not be told.
    missing: { key: ({ n, target }) => (target === null ? 0 : Math.max(0, target - (n ?? 0))), isDescending: true }
  }
};

/** The orders that a table has: by the adjusted share where it is told, and where ranks are. */
export function unitTableSorts({ adjusted, isSelfSelected }: UnitTable): readonly UnitTableSort[] {
  const isOrdered = adjusted?.refusal === null && !isSelfSelected;
  return UNIT_TABLE_SORTS.filter((sort) => sort !== 'adjusted' || isOrdered);
}

/** Throws `filter.unknown` for an order that the table does not have. */
export function unitTablePage(table: UnitTable, query: ListQuery<UnitTableSort>): ListPage<UnitTableRow> {
  requireSort(table, query);
  return listPage(table.rows, query, SHAPE, ROWS);
}

/** Throws as `unitTablePage`. */
export function unitTableRows(table: UnitTable, query: ListQuery<UnitTableSort>): readonly UnitTableRow[] {
  requireSort(table, query);
  return listRows(table.rows, query, SHAPE);
}

function requireSort(table: UnitTable, { sort }: ListQuery<UnitTableSort>): void {
  if (!unitTableSorts(table).includes(sort)) throw problem('filter.unknown', { at: 'sort' });
}
