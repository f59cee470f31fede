/** Texts as numbers, in the order in which they first come; NFD and NFC of a text are one (NFC). */
export class Dictionary {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** The number of a text; `isNew` hears of the first of each. */
  numberOf(text: string, isNew?: (name: string) => void): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const name = ownCopy(text);
    const number = this.numbers.get(name) ?? this.names.push(name) - 1;
    if (number === this.names.length - 1) isNew?.(name);
    this.numbers.set(name, number);
    if (name !== text) this.numbers.set(ownCopy(text, false), number);
    return number;
  }
}

/** V8 keeps parts of a text of this length on as pointers into it. */
const SLICED_FROM = 13;

/**
 * The text in NFC and in memory of its own: a part of a piece of the file keeps the whole piece, which for half a million
 * ids is the file.
 */
export function ownCopy(text: string, normalise = true): string {
  // A short part is a copy already.
  if (text.length < SLICED_FROM) return normalise ? text.normalize('NFC') : text;
  return Buffer.from(normalise ? text.normalize('NFC') : text).toString();
}

type Numbers = Int8Array | Int32Array | Float64Array;

/** A typed column whose length is not known beforehand. */
export class Column<T extends Numbers> {
  private numbers: T;
  private length = 0;
  private readonly make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.make = make;
    this.numbers = make(1024);
  }

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const larger = this.make(2 * this.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length] = value;
    this.length += 1;
  }

  /** The column, cut to its length. */
  done(): T {
    const cut = this.make(this.length);
    cut.set(this.numbers.subarray(0, this.length));
    return cut;
  }
}

export const int8Column = () => new Column((length) => new Int8Array(length));
export const int32Column = () => new Column((length) => new Int32Array(length));
export const float64Column = () => new Column((length) => new Float64Array(length));
