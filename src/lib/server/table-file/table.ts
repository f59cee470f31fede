/** A table as a person's file holds it: text cells under a header, with what a row carries that text cannot tell. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** As the person sees it in the file, the header being row 1 as a rule. */
  readonly number: number;
  /** One a column; trimmed, NFC; a date cell as `YYYY-MM-DD`. */
  readonly cells: readonly string[];
  /** Why the row cannot be taken as it is. */
  readonly oddities: readonly Oddity[];
}

export type Oddity = { readonly kind: 'formula' | 'cell_error'; readonly column: string } | { readonly kind: 'merged' };

/** What is wrong with a file as a whole: a code of `table.*` in the catalog of problems, and what it names. */
export interface TableFault {
  readonly ok: false;
  readonly code: TableFaultCode;
  readonly details: Readonly<Record<string, string | number>>;
}

export type TableFaultCode =
  | 'table.empty'
  | 'table.encoding'
  | 'table.kind'
  | 'table.broken'
  | 'table.encrypted'
  | 'table.bomb'
  | 'table.too_large'
  | 'table.too_many_rows'
  | 'table.too_many_columns'
  | 'table.column_repeated'
  | 'table.slow';

export type TableReply = { readonly ok: true; readonly table: Table } | TableFault;

/** What a file may be at most; a file within it is read in seconds and some tens of megabytes. */
export const TABLE_CAPS = {
  bytes: 5_000_000,
  rows: 100_000,
  columns: 200,
  cellLength: 5_000,
  /** Of a workbook, which is a zip archive: parts, their unpacked size, and how much smaller than that they may be packed. */
  entries: 500,
  unpackedBytes: 100_000_000,
  ratio: 200,
  readingMs: 20_000
} as const;

export function tableFault(code: TableFaultCode, details: TableFault['details'] = {}): TableFault {
  return { ok: false, code, details };
}
