import type { Questionnaire } from '../questionnaire/document.ts';

/** What is typed for "don't know" and for "did not come across it"; the paper form prints the same numbers. */
export const MISSING_KEYS: Readonly<Record<string, string>> = { dont_know: '8', not_encountered: '9' };

export type TypedAnswers =
  | { readonly ok: true; readonly answers: Readonly<Record<string, number | string>> }
  | { readonly ok: false; readonly items: readonly string[] };

/** The answers of a paper form by what was typed for each item: 1 to 5, 8, 9, or nothing for a question left out. */
export function answersFromKeys(q: Questionnaire, keys: Readonly<Record<string, string>>): TypedAnswers {
  const answers: Record<string, number | string> = {};
  const wrong: string[] = [];
  for (const [item, typed] of Object.entries(keys)) {
    const key = typed.trim();
    if (key === '') continue;
    const option = q.scale.options.find(({ value }) => String(value) === key);
    const missing = q.scale.missing.find(({ id }) => MISSING_KEYS[id] === key);
    if (option) answers[item] = option.value;
    else if (missing) answers[item] = missing.id;
    else wrong.push(item);
  }
  return wrong.length > 0 ? { ok: false, items: wrong } : { ok: true, answers };
}

export interface EntryComparison {
  /** Items that at least one of the two entries has. */
  readonly compared: number;
  /** Items on which they differ, in the order of the form. */
  readonly differing: readonly string[];
}

/** Two entries of the same paper form, item by item. */
export function compareEntries(
  items: readonly string[],
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>
): EntryComparison {
  const asked = items.filter((item) => first[item] !== undefined || second[item] !== undefined);
  return { compared: asked.length, differing: asked.filter((item) => first[item] !== second[item]) };
}
