import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import type { UnitTable, UnitTableRow } from './unit-table-view.ts';

export const UNIT_TABLE_SORTS = ['name', 'value', 'change', 'missing'] as const;
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
    change: { key: ({ change }) => changeKey(change) },
    // A hidden n counts as none: its number must not be told.
    missing: { key: ({ n, target }) => (target === null ? 0 : Math.max(0, target - (n ?? 0))), isDescending: true }
  }
};

export function unitTablePage({ rows }: UnitTable, query: ListQuery<UnitTableSort>): ListPage<UnitTableRow> {
  return listPage(rows, query, SHAPE, ROWS);
}

export function unitTableRows({ rows }: UnitTable, query: ListQuery<UnitTableSort>): readonly UnitTableRow[] {
  return listRows(rows, query, SHAPE);
}
