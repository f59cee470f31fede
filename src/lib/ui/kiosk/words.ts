import en from '../../i18n/en/kiosk.json' with { type: 'json' };
import vi from '../../i18n/vi/kiosk.json' with { type: 'json' };

/** A text of the kiosk by its path, with values for `{{name}}`. A missing one is shown as its path. */
export type KioskWords = (path: string, values?: Readonly<Record<string, string | number>>) => string;

/**
 * The kiosk brings its two languages along: the catalogs of the administration would be five times its own script.
 * A questionnaire's other languages have Vietnamese buttons.
 */
export function kioskWords(language: string): KioskWords {
  const catalog: unknown = language === 'en' ? en : vi;
  return (path, values = {}) => {
    const text = path.split('.').reduce<unknown>((at, name) => memberOf(at, name), catalog);
    return typeof text === 'string' ? filled(text, values) : path;
  };
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
