import { guessedColumns } from './column-guess.ts';
import { plainName } from './plain-name.ts';

/** A column that an import takes. */
export interface ColumnSpec {
  readonly key: string;
  /** What it may be called in a file, the first being what our own templates write; marks and case do not matter. */
  readonly names: readonly string[];
  readonly isRequired: boolean;
  /** Id and texts of a question, by which other programs' headers are guessed; absent: by its names only. */
  readonly question?: { readonly id: string; readonly texts: readonly string[] };
  /** What the whole file may have in place of a column: any text, a day, or one of these; absent: nothing. */
  readonly whole?: 'text' | 'date' | readonly { readonly value: string; readonly label: string }[];
}

export interface ColumnMatch {
  /** Place in the file of each column that was found, by its key. */
  readonly at: ReadonlyMap<string, number>;
  /** What the whole file has, by the key of the column that it has not. */
  readonly whole: ReadonlyMap<string, string>;
  /** Keys of required columns that the file lacks. */
  readonly missing: readonly string[];
  /** Columns of the file that nothing is taken from. */
  readonly unused: readonly string[];
}

/** What a person said of a file's columns and values, by `<key>`, `whole.<key>` and `value.<kind>.<text>`. */
export type Chosen = Readonly<Record<string, string>>;

/** What was chosen under a name; undefined for nothing, and for what every object has. */
export function chosenFor(chosen: Chosen, name: string): string | undefined {
  return Object.hasOwn(chosen, name) ? chosen[name] : undefined;
}

/** Finds the columns by name, or by what a person said: `chosen` names the file's column for a key, '' for none. */
export function matchColumns(
  specs: readonly ColumnSpec[],
  columns: readonly string[],
  chosen: Chosen = {}
): ColumnMatch {
  const plain = columns.map(plainName);
  const at = new Map<string, number>();
  for (const { key, names } of specs) {
    const said = chosenFor(chosen, key);
    const place =
      said === undefined
        ? plain.findIndex((name) => names.some((known) => plainName(known) === name))
        : columns.indexOf(said);
    if (place >= 0) at.set(key, place);
  }
  const open = specs.filter(({ key }) => !at.has(key) && chosenFor(chosen, key) === undefined);
  for (const [key, place] of guessedColumns(open, columns, new Set(at.values()))) at.set(key, place);
  const used = new Set(at.values());
  const whole = specs.flatMap(({ key, whole: kind }) => {
    const said = chosenFor(chosen, `whole.${key}`) ?? '';
    return kind === undefined || said === '' || at.has(key) ? [] : [[key, said] as const];
  });
  const isThere = new Set([...at.keys(), ...whole.map(([key]) => key)]);
  return {
    at,
    whole: new Map(whole),
    missing: specs.filter(({ key, isRequired }) => isRequired && !isThere.has(key)).map(({ key }) => key),
    unused: columns.filter((name, i) => name !== '' && !used.has(i))
  };
}
