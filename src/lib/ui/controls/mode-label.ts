import type { Translate } from '../../i18n/index.ts';

/** Filing modes are data: one that the catalog does not know is shown by its id. */
export function modeLabel(t: Translate, mode: string): string {
  const key = `admin:filingMode.${mode}`;
  const words = t(key);
  return key.endsWith(words) ? mode : words;
}
