import { writeXlsx } from 'hucre/xlsx';

/** A workbook of one sheet: a bold header that stays, and columns as wide as their words. All cells are text or numbers. */
export async function xlsxOf(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[]
): Promise<Uint8Array> {
  const header = columns.map((column) => ({ value: column, style: { font: { bold: true } } }));
  const cells = header.map((cell, i) => [`0,${i}`, cell] as const);
  return writeXlsx({
    sheets: [
      {
        name: name.slice(0, 31),
        columns: columns.map((column) => ({ width: Math.min(60, Math.max(14, column.length + 4)) })),
        rows: [[...columns], ...rows.map((row) => [...row])],
        cells: new Map(cells),
        freezePane: { rows: 1 }
      }
    ]
  });
}
