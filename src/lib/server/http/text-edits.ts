import type { TextChanges } from '../../domain/questionnaire/texts.ts';

/** One text that was changed on the page, and what the page showed before. */
export interface TextEdit {
  readonly key: string;
  readonly language: string;
  readonly text: string;
  readonly was: string;
}

/**
 * The texts that differ from what the page showed. A field is `text:<language>:<key>`, beside it `was:<language>:<key>`:
 * what was left alone is not sent on, so that it overwrites nobody else's work.
 */
export function textEditsIn(form: FormData): readonly TextEdit[] {
  return [...form].flatMap(([name, value]): TextEdit[] => {
    const [, language = '', key = ''] = /^text:([a-z]{2,3}):(.{1,200})$/.exec(name) ?? [];
    if (key === '' || typeof value !== 'string') return [];
    const text = line(value);
    const was = line(form.get(`was:${language}:${key}`));
    return text === was ? [] : [{ key, language, text, was }];
  });
}

/** As texts are kept: composed letters, plain line ends, nothing around. */
function line(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value.normalize('NFC').replaceAll('\r\n', '\n').trim() : '';
}

export function changesOf(edits: readonly TextEdit[]): TextChanges {
  const byKey = Map.groupBy(edits, ({ key }) => key);
  return new Map(
    [...byKey].map(([key, list]) => [key, Object.fromEntries(list.map(({ language, text }) => [language, text]))])
  );
}
