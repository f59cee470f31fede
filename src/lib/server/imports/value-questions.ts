import { chosenFor, type Chosen } from '../../domain/import/columns.ts';
import { CHOICE_KEYS, type ChoiceKey, type ResponseWords } from '../../domain/import/response-columns.ts';
import type { UnknownValue } from '../../domain/import/response-row.ts';
import { NOTHING } from '../../domain/import/value-labels.ts';
import type { Scale } from '../../domain/questionnaire/document.ts';
import type { ValueQuestion } from './source.ts';

/** More different words than these are no answers: another column was meant. */
const VALUES_MAX = 40;
const TEXT_MAX = 100;

export interface ValuesAsked {
  readonly scale: Scale;
  readonly choices: ResponseWords['choices'];
  readonly unknown: readonly UnknownValue[];
  readonly chosen: Chosen;
}

/** The words that no label explains, the most frequent first, and those that a person has explained. */
export function valueQuestions(asked: ValuesAsked): readonly ValueQuestion[] {
  return [...CHOICE_KEYS, 'answer' as const].flatMap((kind) => {
    const counts = new Map<string, number>();
    for (const { kind: own, text } of asked.unknown)
      if (own === kind && text.length <= TEXT_MAX && !/[\r\n]/.test(text))
        counts.set(text, (counts.get(text) ?? 0) + 1);
    const prefix = `value.${kind}.`;
    for (const [name, said] of Object.entries(asked.chosen))
      if (name.startsWith(prefix) && said !== '')
        counts.set(name.slice(prefix.length), counts.get(name.slice(prefix.length)) ?? 0);
    const values = [...counts]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, VALUES_MAX)
      .map(([text, cells]) => ({ text, cells, chosen: chosenFor(asked.chosen, `${prefix}${text}`) ?? '' }));
    return values.length === 0 ? [] : [{ kind, options: optionsOf(asked, kind), values }];
  });
}

function optionsOf({ scale, choices }: ValuesAsked, kind: ChoiceKey | 'answer'): ValueQuestion['options'] {
  if (kind !== 'answer') return choices[kind].map(({ id, names: [label = id] }) => ({ value: id, label }));
  const label = (id: string, text: Readonly<Record<string, string>>) => ({ value: id, label: text['vi'] ?? id });
  return [
    ...scale.options.map(({ value, text }) => label(String(value), text)),
    ...scale.missing.map(({ id, text }) => label(id, text)),
    { value: NOTHING, label: '' }
  ];
}
