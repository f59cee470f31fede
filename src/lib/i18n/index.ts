import i18next from 'i18next';

/** Languages of the interface; a questionnaire may have more. */
export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text by its key `namespace:key.path`, with values for `{{name}}`. A missing key is shown as itself. */
export type Translate = (key: string, vars?: Readonly<Record<string, unknown>>) => string;

type Catalog = Record<string, unknown>;

const files = import.meta.glob<Catalog>('./{vi,en}/*.json', { eager: true, import: 'default' });

const i18n = i18next.createInstance();
void i18n.init({
  resources: resourcesFrom(files),
  fallbackLng: 'vi',
  supportedLngs: LANGUAGES,
  initAsync: false,
  interpolation: { escapeValue: false } // Svelte escapes
});

const translators: Readonly<Record<Language, Translate>> = { vi: fixed('vi'), en: fixed('en') };

/** The texts of a language; English falls back to Vietnamese. */
export function translator(language: Language): Translate {
  return translators[language];
}

/** The first language of an Accept-Language header that the interface has; Vietnamese when there is none. */
export function preferredLanguage(header: string | null): Language {
  for (const range of (header ?? '').slice(0, 200).split(',')) {
    const tag = range.trim().slice(0, 2).toLowerCase();
    const language = LANGUAGES.find((name) => name === tag);
    if (language) return language;
  }
  return 'vi';
}

/** A name as a language; undefined when the interface has no such language. */
export function parseLanguage(name: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === name);
}

function fixed(language: Language): Translate {
  const t = i18n.getFixedT(language);
  return (key, vars) => t(key, { ...vars });
}

function resourcesFrom(catalogs: Readonly<Record<string, Catalog>>): Record<string, Record<string, Catalog>> {
  const resources: Record<string, Record<string, Catalog>> = {};
  for (const [file, catalog] of Object.entries(catalogs)) {
    const [, language = '', name = ''] = file.split('/');
    (resources[language] ??= {})[name.replace(/\.json$/, '')] = catalog;
  }
  return resources;
}
