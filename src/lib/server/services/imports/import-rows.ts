import type { ColumnMatch, ColumnSpec } from '../../../domain/import/columns.ts';
import type { ImportRow, RowNote } from '../../../domain/import/fate.ts';
import type { TableRow } from '../../table-file/table.ts';

/** A row of the file by the columns that the import knows, with what is wrong with it whatever it is about. */
export function importRow(row: TableRow, specs: readonly ColumnSpec[], match: ColumnMatch): ImportRow {
  const cells = [...match.at].map(([key, place]) => [key, row.cells[place] ?? ''] as const);
  const values = new Map([...match.whole, ...cells]);
  const missing = specs.filter(({ key, isRequired }) => isRequired && values.get(key) === '');
  const odd = row.oddities.map((oddity): RowNote => {
    return { code: oddity.kind, details: 'column' in oddity ? { value: oddity.column } : {} };
  });
  const absent = missing.map(({ names: [name = ''] }): RowNote => ({ code: 'missing', details: { value: name } }));
  return { number: row.number, values, notes: [...odd, ...absent] };
}
