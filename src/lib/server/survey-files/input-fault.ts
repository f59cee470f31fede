/** Where a fault of an input file is; the header of a CSV file is row 1, as a spreadsheet counts. */
export interface Place {
  readonly row?: number | undefined;
  readonly column?: string | undefined;
}

/** An input file that cannot be used; the message names file, row and column. The command ends with 2. */
export class InputFault extends Error {}

const SHOWN_MAX = 20;

/** The faults of one file: collected, so that a person mends them at once. */
export class InputFaults {
  private readonly lines: string[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add(text: string, { row, column }: Place = {}): void {
    const place = [row === undefined ? '' : `, row ${row}`, column === undefined ? '' : `, column ${column}`].join('');
    this.lines.push(`${this.file}${place}: ${text}`);
    if (this.lines.length < SHOWN_MAX) return;
    this.lines.push(`${this.file}: further faults are not shown`);
    this.throwIfAny();
  }

  throwIfAny(): void {
    if (this.lines.length > 0) throw new InputFault(this.lines.join('\n'));
  }

  /** Adds a fault and ends. */
  fail(text: string, place: Place = {}): never {
    this.add(text, place);
    throw new InputFault(this.lines.join('\n'));
  }
}

/** A value as a message shows it: short, and on one line. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
