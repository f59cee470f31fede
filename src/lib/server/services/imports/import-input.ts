import type { ImportInput } from '../../imports/source.ts';

/** What is chosen beside a file, by kind of import. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  transactions: ['round', 'provisional'],
  response: ['round'],
  unit: ['list']
};

const VALUE_MAX = 100;

/** What a person chose, from the fields of a form or of an address. */
export function importInput(kind: string, field: (name: string) => string): ImportInput {
  const names = Object.hasOwn(FIELDS, kind) ? (FIELDS[kind] ?? []) : [];
  return Object.fromEntries(names.map((name) => [name, field(name).slice(0, VALUE_MAX)]));
}
