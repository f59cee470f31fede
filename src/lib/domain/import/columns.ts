import { folded } from '../shared/folded.ts';

/** A column that an import takes. */
export interface ColumnSpec {
  readonly key: string;
  /** What it may be called in a file, the first being what our own templates write; marks and case do not matter. */
  readonly names: readonly string[];
  readonly isRequired: boolean;
}

export interface ColumnMatch {
  /** Place in the file of each column that was found, by its key. */
  readonly at: ReadonlyMap<string, number>;
  /** Keys of required columns that the file lacks. */
  readonly missing: readonly string[];
  /** Columns of the file that nothing is taken from. */
  readonly unused: readonly string[];
}

/** Finds the columns by name, or by what a person said: `chosen` names the file's column for a key, '' for none. */
export function matchColumns(
  specs: readonly ColumnSpec[],
  columns: readonly string[],
  chosen: Readonly<Record<string, string>> = {}
): ColumnMatch {
  const plain = columns.map(plainName);
  const at = new Map<string, number>();
  for (const { key, names } of specs) {
    const said = Object.hasOwn(chosen, key) ? chosen[key] : undefined;
    const place =
      said === undefined
        ? plain.findIndex((name) => names.some((known) => plainName(known) === name))
        : columns.indexOf(said);
    if (place >= 0) at.set(key, place);
  }
  const used = new Set(at.values());
  return {
    at,
    missing: specs.filter(({ key, isRequired }) => isRequired && !at.has(key)).map(({ key }) => key),
    unused: columns.filter((name, i) => name !== '' && !used.has(i))
  };
}

const plainName = (name: string) =>
  folded(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
