import { writeXlsx } from 'hucre/xlsx';
import { columnWidth } from './column-width.ts';

export interface NoteSheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/**
 * A workbook: a bold header that stays, and columns as wide as their words. All cells are text or numbers, which may be
 * shown in a format by column. Notes, which say how to fill it in, are a second sheet; the reader takes the first.
 */
export async function xlsxOf(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  notes?: NoteSheet,
  formats: Readonly<Record<number, string>> = {}
): Promise<Uint8Array> {
  const header = columns.map((column) => ({ value: column, style: { font: { bold: true } } }));
  const cells = header.map((cell, i) => [`0,${i}`, cell] as const);
  return writeXlsx({
    sheets: [
      {
        name: name.slice(0, 31),
        columns: columns.map((column, i) => ({
          width: columnWidth([column, ...rows.map((row) => row[i])]),
          style: { alignment: { wrapText: true, vertical: 'top' as const } },
          ...(formats[i] !== undefined && { numFmt: formats[i] })
        })),
        rows: [[...columns], ...rows.map((row) => [...row])],
        cells: new Map(cells),
        freezePane: { rows: 1 }
      },
      ...(notes
        ? [{ name: notes.name, columns: [{ width: 32 }, { width: 90 }], rows: notes.rows.map((row) => [...row]) }]
        : [])
    ]
  });
}
