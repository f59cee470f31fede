import type { Context } from '../../context.ts';

/** Names of the respondent types of a questionnaire, in a language. */
export function respondentTypeNames(ctx: Context, hash: string, language: string): Readonly<Record<string, string>> {
  const { respondentTypes } = ctx.directory.questionnaire(hash);
  return Object.fromEntries(respondentTypes.map(({ id, text }) => [id, text[language] ?? text['vi'] ?? id]));
}

export interface PublicQuestions {
  readonly version: string;
  readonly source: string;
  readonly key: string;
  readonly levels: readonly string[];
  readonly areas: readonly { readonly id: string; readonly title: string; readonly items: readonly string[] }[];
}

/** The questions of a questionnaire, word for word: those that a form of the round could ask. */
export function publicQuestions(ctx: Context, hash: string, language: string): PublicQuestions {
  const { version, source, keyItem, scale, areas, booklets } = ctx.directory.questionnaire(hash);
  const say = (text: Readonly<Record<string, string>>) => text[language] ?? text['vi'] ?? '';
  const asked = new Set(Object.values(booklets).flat(2));
  return {
    version,
    source,
    key: say(keyItem.text),
    levels: scale.options.map(({ text }) => say(text)),
    areas: areas.map(({ id, title, items }) => ({
      id,
      title: say(title),
      items: items.filter((item) => asked.size === 0 || asked.has(item.id)).map(({ text }) => say(text))
    }))
  };
}
