import type { Check } from '../domain/health/check.ts';
import en from './en/health.json' with { type: 'json' };
import { formatFor } from './format.ts';
import vi from './vi/health.json' with { type: 'json' };

export interface HealthWords {
  readonly title: string;
  readonly is: string;
  /** What to do; empty where there is nothing to do. */
  readonly toDo: string;
}

interface Texts {
  readonly title: string;
  readonly is: Readonly<Record<string, string>>;
  readonly do: Readonly<Record<string, string>>;
}

const CATALOGS: Readonly<Record<'vi' | 'en', Readonly<Record<string, Texts>>>> = { vi: vi.checks, en: en.checks };

/** The words of a check, for the page and for the command, which has no bundler to load the other catalogs with. */
export function healthWords(language: 'vi' | 'en', { id, state, values }: Check): HealthWords {
  const texts = CATALOGS[language][id];
  const { count } = formatFor(language);
  const filled = (text: string | undefined) =>
    (text ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? count(value) : value;
    });
  return { title: texts?.title ?? id, is: filled(texts?.is[state]), toDo: filled(texts?.do[state]) };
}
