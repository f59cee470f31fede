import Papa from 'papaparse';
import { cellText, tableOf, type RawRow } from './raw-row.ts';
import { tableFault, type TableReply } from './table.ts';

/** Reads a CSV of UTF-8, separated by commas, semicolons or tabs (as Excel saves it in Vietnam: semicolons). */
export function csvTable(bytes: Uint8Array): TableReply {
  const text = decoded(bytes);
  if (text === null) return tableFault('table.encoding');
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: delimiterOf(text), skipEmptyLines: false });
  const open = errors.find((error) => error.type === 'Quotes');
  if (open) return tableFault('table.broken', { row: (open.row ?? 0) + 1 });
  return tableOf(data.map(rawRow));
}

function decoded(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}

/** The separator that the header has most of. */
function delimiterOf(text: string): string {
  const header =
    text
      .slice(0, 10_000)
      .split(/\r\n|\r|\n/)
      .find((line) => line.trim() !== '') ?? '';
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function rawRow(fields: readonly string[], index: number): RawRow {
  const cells = fields.map(cellText);
  const formulas = cells.flatMap((cell, i) => (/^[=@]/.test(cell) ? [i] : []));
  return { number: index + 1, cells, formulas, errors: [], isMerged: false };
}
