import { basename } from 'node:path';
import { Readable } from 'node:stream';
import Papa from 'papaparse';
import { InputFaults, shown } from './input-fault.ts';
import { textOf } from './text-file.ts';

/** What takes the rows of a file; `fields` are in the order of its header. */
export interface CsvReader {
  readonly faults: InputFaults;
  readonly row: (fields: readonly string[], row: number) => void;
}

export interface CsvHeader {
  readonly faults: InputFaults;
  readonly columns: readonly string[];
  /** The place of a column; a fault where there is none. */
  readonly at: (column: string) => number;
}

export type Progress = (rows: number) => void;

/** A row that is longer than this is a quotation mark left open: the file would be read again and again for its end. */
const ROW_LENGTH_MAX = 4_000_000;

/**
 * Reads a comma-separated file (UTF-8; BOM and CRLF as they come), piece by piece: memory does not grow with it. Throws an
 * `InputFault` with the faults of the file, those of its reader too.
 */
export async function readCsv(
  path: string,
  open: (header: CsvHeader) => CsvReader['row'],
  progress?: Progress
): Promise<void> {
  const faults = new InputFaults(basename(path));
  const place = { fed: 0, cursor: 0 };
  const rows = new RowCounter(faults, open, progress);
  const text = Readable.from(pieces(path, place, faults));
  try {
    await new Promise<void>((resolve, reject) => {
      Papa.parse<string[]>(text, {
        delimiter: ',',
        chunk: ({ data, errors, meta }) => {
          place.cursor = meta.cursor;
          rows.take(data, errors);
        },
        complete: () => resolve(),
        error: reject
      });
    });
  } finally {
    text.destroy();
  }
  rows.end();
  faults.throwIfAny();
}

/** Rows that are in memory already, page by page, as `readCsv` hands on those of a file; `name` stands in the messages. */
export async function readPages(
  name: string,
  of: { readonly columns: readonly string[]; readonly pages: AsyncIterable<readonly (readonly string[])[]> },
  open: (header: CsvHeader) => CsvReader['row'],
  progress?: Progress
): Promise<void> {
  const faults = new InputFaults(name);
  const rows = new RowCounter(faults, open, progress);
  rows.take([of.columns], []);
  for await (const page of of.pages) rows.take(page, []);
  faults.throwIfAny();
}

/** The text of the file, as long as the parser keeps up with it. */
async function* pieces(path: string, place: { fed: number; cursor: number }, faults: InputFaults) {
  for await (const piece of textOf(path)) {
    if (place.fed - place.cursor > ROW_LENGTH_MAX) faults.fail('a row does not end: is a quotation mark left open?');
    if (piece === '') continue;
    place.fed += piece.length;
    yield piece;
  }
}

const EVERY = 100_000;

class RowCounter {
  private width = 0;
  private row = 0;
  private reader: CsvReader['row'] | undefined;
  private readonly faults: InputFaults;
  private readonly open: (header: CsvHeader) => CsvReader['row'];
  private readonly progress: Progress | undefined;

  constructor(faults: InputFaults, open: (header: CsvHeader) => CsvReader['row'], progress: Progress | undefined) {
    this.faults = faults;
    this.open = open;
    this.progress = progress;
  }

  take(data: readonly (readonly string[])[], errors: readonly Papa.ParseError[]): void {
    const [error] = errors.filter(({ type }) => type === 'Quotes');
    if (error) this.faults.fail(`${error.message}`, { row: this.row + (error.row ?? 0) + 1 });
    for (const fields of data) {
      this.row += 1;
      const isEmpty = fields.length === 1 && fields[0] === '';
      if (!this.reader) this.reader = this.header(fields);
      else if (isEmpty) continue;
      else if (fields.length === this.width) this.reader(fields, this.row);
      else this.faults.add(`has ${fields.length} columns, the header ${this.width}`, { row: this.row });
      if (this.row % EVERY === 0) this.progress?.(this.row);
    }
  }

  end(): void {
    if (!this.reader) this.faults.fail('is empty');
  }

  private header(fields: readonly string[]): CsvReader['row'] {
    const columns = fields.map((name) => name.normalize('NFC'));
    const { faults } = this;
    refuseOtherSeparators(columns, faults);
    const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
    if (repeated !== undefined) faults.fail(`the column stands twice`, { row: 1, column: repeated });
    this.width = columns.length;
    const at = (column: string) => {
      const found = columns.indexOf(column);
      if (found < 0)
        faults.add(`there is no such column; the header is ${shown(columns.join(','))}`, { row: 1, column });
      return found;
    };
    const reader = this.open({ faults, columns, at });
    faults.throwIfAny();
    return reader;
  }
}

function refuseOtherSeparators([first = '', ...others]: readonly string[], faults: InputFaults): void {
  if (others.length > 0) return;
  if (first.includes(';')) faults.fail('is separated by semicolons; save it with commas ("CSV UTF-8")', { row: 1 });
  if (first.includes('\t')) faults.fail('is separated by tabs; save it with commas ("CSV UTF-8")', { row: 1 });
  if (/^\s*[<{[]/.test(first)) faults.fail('is not a CSV file', { row: 1 });
}
