import { readXlsx, type Cell, type CellValue, type Sheet } from 'hucre/xlsx';
import { cellText, tableOf, type RawRow } from './raw-row.ts';
import { TABLE_CAPS, tableFault, type TableReply } from './table.ts';
import { archiveFault } from './zip-census.ts';

/** Reads the first sheet that is not hidden. A formula is named, and never computed. */
export async function xlsxTable(bytes: Uint8Array): Promise<TableReply> {
  const fault = archiveFault(bytes);
  if (fault) return fault;
  const sheet = await firstSheet(bytes);
  if (!sheet) return tableFault('table.broken');
  if (sheet.rows.length > TABLE_CAPS.rows * 2) return tableFault('table.too_many_rows', { max: TABLE_CAPS.rows });
  const merged = new Set((sheet.merges ?? []).flatMap(({ startRow, endRow }) => range(startRow, endRow)));
  return tableOf(sheet.rows.map((cells, i) => rawRow(sheet, { cells, index: i, isMerged: merged.has(i) })));
}

async function firstSheet(bytes: Uint8Array): Promise<Sheet | null> {
  try {
    const { sheets } = await readXlsx(bytes, { sheets: (info) => !info.hidden && !info.veryHidden });
    return sheets[0] ?? null;
  } catch {
    return null;
  }
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, Math.min(to, TABLE_CAPS.rows * 2) - from + 1) }, (_, i) => from + i);

interface SheetRow {
  readonly cells: readonly CellValue[];
  readonly index: number;
  readonly isMerged: boolean;
}

function rawRow(sheet: Sheet, { cells, index, isMerged }: SheetRow): RawRow {
  const detail = (i: number): Cell | undefined => sheet.cells?.get(`${index},${i}`);
  const isFormula = (value: CellValue, i: number) => {
    const cell = detail(i);
    return cell?.formula !== undefined || (typeof value === 'string' && /^[=@]/.test(value.trim()));
  };
  return {
    number: index + 1,
    cells: cells.map(valueText),
    formulas: cells.flatMap((value, i) => (isFormula(value, i) ? [i] : [])),
    errors: cells.flatMap((_, i) => (detail(i)?.type === 'error' ? [i] : [])),
    isMerged
  };
}

function valueText(value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  return cellText(String(value));
}
