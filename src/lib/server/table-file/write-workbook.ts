import { writeXlsx } from 'hucre/xlsx';
import { columnWidth } from './column-width.ts';

export interface SheetOfData {
  readonly name: string;
  /** Its first row is the head. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A workbook of several sheets, each with a bold head that stays; cells are text or numbers. */
export async function workbookOf(sheets: readonly SheetOfData[]): Promise<Uint8Array> {
  return writeXlsx({
    sheets: sheets.map(({ name, rows }) => {
      const head = rows[0] ?? [];
      return {
        name: name.slice(0, 31),
        columns: head.map((_, i) => ({ width: columnWidth(rows.map((row) => row[i])) })),
        rows: rows.map((row) => [...row]),
        cells: new Map(head.map((column, i) => [`0,${i}`, { value: column, style: { font: { bold: true } } }])),
        freezePane: { rows: 1 }
      };
    })
  });
}
