import { TABLE_CAPS, tableFault, type Oddity, type TableReply, type TableRow } from './table.ts';

/** A row before it is known which row is the header. */
export interface RawRow {
  readonly number: number;
  readonly cells: readonly string[];
  readonly formulas: readonly number[];
  readonly errors: readonly number[];
  readonly isMerged: boolean;
}

/** The first row that is not empty is the header; empty rows are left out, short ones filled up. */
export function tableOf(raw: readonly RawRow[]): TableReply {
  const filled = raw.filter((row) => row.cells.some((cell) => cell !== ''));
  const [header, ...rest] = filled;
  if (!header) return tableFault('table.empty');
  const columns = withoutTail(header.cells);
  if (columns.length > TABLE_CAPS.columns) return tableFault('table.too_many_columns', { max: TABLE_CAPS.columns });
  if (rest.length > TABLE_CAPS.rows) return tableFault('table.too_many_rows', { max: TABLE_CAPS.rows });
  const repeated = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (repeated !== undefined) return tableFault('table.column_repeated', { column: repeated });
  const rows = rest.map((row): TableRow => ({
    number: row.number,
    cells: columns.map((_, i) => row.cells[i] ?? ''),
    oddities: odditiesOf(row, columns)
  }));
  return { ok: true, table: { columns, rows } };
}

function odditiesOf(row: RawRow, columns: readonly string[]): readonly Oddity[] {
  const name = (i: number) => columns[i] ?? String(i + 1);
  return [
    ...row.formulas.map((i): Oddity => ({ kind: 'formula', column: name(i) })),
    ...row.errors.map((i): Oddity => ({ kind: 'cell_error', column: name(i) })),
    ...(row.isMerged ? [{ kind: 'merged' } as const] : [])
  ];
}

function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

/** As people mean a cell: trimmed, no no-break spaces, no control characters, composed letters. */
export function cellText(value: string): string {
  return value
    .normalize('NFC')
    .replace(/[\u00a0\u2007\u202f\u200b\ufeff]/g, ' ')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .trim()
    .slice(0, TABLE_CAPS.cellLength);
}
