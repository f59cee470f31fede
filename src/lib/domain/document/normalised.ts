/**
 * A JSON value with all its texts and keys in the composed form (NFC): the same Vietnamese word is then one sequence of
 * letters, whoever typed it, so that it is found, compared and hashed as the same.
 */
export function normalised(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(normalised);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.normalize('NFC'), normalised(member)]));
}
