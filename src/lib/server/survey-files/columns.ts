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

type Numbers = Int8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type Maker<T extends Numbers> = { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number };

/** A typed column whose length is not known beforehand; its memory is moved when it grows, never held twice. */
export class Column<T extends Numbers> {
  private numbers: T;
  private length = 0;
  private readonly type: Maker<T>;

  constructor(type: Maker<T>) {
    this.type = type;
    this.numbers = new type(new ArrayBuffer(1024 * type.BYTES_PER_ELEMENT));
  }

  push(value: number): void {
    if (this.length === this.numbers.length) this.resize(2 * this.length);
    this.numbers[this.length] = value;
    this.length += 1;
  }

  /** The column, cut to its length; nothing is added afterwards. */
  done(): T {
    this.resize(this.length);
    return this.numbers;
  }

  private resize(length: number): void {
    this.numbers = new this.type(this.numbers.buffer.transfer(length * this.type.BYTES_PER_ELEMENT));
  }
}

export const int8Column = () => new Column(Int8Array<ArrayBuffer>);
export const int32Column = () => new Column(Int32Array<ArrayBuffer>);
export const float64Column = () => new Column(Float64Array<ArrayBuffer>);

/** A column of texts, held once a distinct text. */
export class TextColumn {
  private readonly dictionary = new Dictionary();
  private readonly numbers = int32Column();

  push(text: string, isNew?: (name: string) => void): void {
    this.numbers.push(this.dictionary.numberOf(text, isNew));
  }

  done(): readonly string[] {
    const numbers = this.numbers.done();
    const { names } = this.dictionary;
    const texts = new Array<string>(numbers.length);
    for (let i = 0; i < texts.length; i += 1) texts[i] = names[numbers[i] ?? 0] ?? '';
    return texts;
  }
}
