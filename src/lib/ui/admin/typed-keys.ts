import * as v from 'valibot';

const shape = v.record(v.string(), v.string());

/** What was typed, as an action gave it back: JSON. */
export function typedKeys(text: string | undefined): Readonly<Record<string, string>> {
  return text === undefined ? {} : v.parse(shape, JSON.parse(text));
}
