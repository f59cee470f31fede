import { getContext, setContext } from 'svelte';
import { formatFor, type Format } from '../../i18n/format.ts';
import { translator, type Language, type Translate } from '../../i18n/index.ts';

/** What every component says its words and numbers with. */
export interface Words {
  readonly language: Language;
  readonly t: Translate;
  readonly format: Format;
}

const KEY = Symbol('words');

/** Sets the language of all components below; for a layout. */
export function setWords(language: () => Language): void {
  setContext(
    KEY,
    () => ({ language: language(), t: translator(language()), format: formatFor(language()) }) satisfies Words
  );
}

export function words(): Words {
  return getContext<() => Words>(KEY)();
}
