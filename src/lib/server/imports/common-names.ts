import type { CommonNames } from '../../domain/import/response-columns.ts';
import en from '../../i18n/en/admin.json' with { type: 'json' };
import vi from '../../i18n/vi/admin.json' with { type: 'json' };

const LANGUAGES = ['vi', 'en'].map((language) => new Intl.DisplayNames([language], { type: 'language' }));

const namesIn = (lists: readonly Readonly<Record<string, string>>[]) => (id: string) =>
  lists.flatMap((names) => Object.entries(names).flatMap(([key, name]) => (key === id ? [name] : [])));

/** What people call filing modes, stages, channels and languages, in Vietnamese first. */
export const COMMON_NAMES: CommonNames = {
  filingMode: namesIn([vi.filingMode, en.filingMode]),
  stage: namesIn([vi.stage, en.stage]),
  channel: namesIn([vi.channel, en.channel]),
  language: (id) => LANGUAGES.flatMap((names) => names.of(id) ?? [])
};
