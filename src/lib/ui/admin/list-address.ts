/** What an address asks a list for, as fields of a form: what is empty is left out. */
export function listFields(asked: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(asked).filter(([, value]) => value !== '');
}
