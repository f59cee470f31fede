import type { DataTable } from '../../domain/rows/estimate-spec.ts';
import { Dictionary, float64Column, int32Column } from './columns.ts';
import { readCsv, type Progress } from './csv-file.ts';
import { shown } from './input-fault.ts';

interface Wanted {
  readonly numbers: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  /** What a number may be; anything if absent. */
  readonly range?: { readonly min: number; readonly max: number } | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The named columns of a data file; an empty cell is a missing value (METHODS §12). */
export async function readTable(
  path: string,
  { numbers, texts, range }: Wanted,
  progress?: Progress
): Promise<DataTable> {
  const numeric = [...numbers].map((column) => ({ column, values: float64Column() }));
  const worded = [...texts].map((column) => ({ column, dictionary: new Dictionary(), values: int32Column() }));
  let n = 0;
  await readCsv(
    path,
    ({ faults, at }) => {
      const numericAt = numeric.map(({ column }) => at(column));
      const wordedAt = worded.map(({ column }) => at(column));
      return (fields, row) => {
        n += 1;
        for (const [k, { column, values }] of numeric.entries()) {
          const text = fields[numericAt[k] ?? -1] ?? '';
          const value = text === '' ? NaN : Number(text);
          if (text !== '' && !NUMBER.test(text)) faults.add(`${shown(text)} is no number`, { row, column });
          else if (range && (value < range.min || value > range.max)) {
            faults.add(`${text} is not on the scale from ${range.min} to ${range.max}`, { row, column });
          }
          values.push(value);
        }
        for (const [k, { dictionary, values }] of worded.entries()) {
          values.push(dictionary.numberOf(fields[wordedAt[k] ?? -1] ?? ''));
        }
      };
    },
    progress
  );
  const numberColumns = new Map(numeric.map(({ column, values }) => [column, values.done()]));
  const textColumns = new Map(
    worded.map(({ column, dictionary, values }) => [
      column,
      Array.from(values.done(), (number) => dictionary.names[number] ?? '')
    ])
  );
  return {
    n,
    numbers: (column) => numberColumns.get(column) ?? new Float64Array(n).fill(NaN),
    texts: (column) => textColumns.get(column) ?? new Array<string>(n).fill('')
  };
}
