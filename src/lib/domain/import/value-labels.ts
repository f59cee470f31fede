import { MISSING_KEYS } from '../paper/keys.ts';
import type { Choice, Questionnaire } from '../questionnaire/document.ts';
import { folded } from '../shared/folded.ts';
import { chosenFor, type Chosen } from './columns.ts';

/** What a cell may say, by how it is compared, and what that means. */
export type ValueLabels = ReadonlyMap<string, string>;

/** Labels of choices; one that would mean two things means nothing. */
export function valueLabels(choices: readonly { id: string; names: readonly string[] }[]): ValueLabels {
  const labels = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { id, names } of choices) {
    for (const name of [id, ...names].map(plainValue)) {
      if ((labels.get(name) ?? id) !== id) unclear.add(name);
      labels.set(name, id);
    }
  }
  for (const name of unclear) labels.delete(name);
  return labels;
}

export const namesOf = ({ id, text }: Choice) => ({ id, names: Object.values(text) });

/** What may stand under a question: 1 to 5, the words of the scale in every language, both (`5 - Rất hài lòng`), 8 and 9 as on paper. */
export function scaleLabels(q: Questionnaire): ValueLabels {
  const both = (number: string, words: readonly string[]) => [number, ...words, ...words.map((w) => `${number} ${w}`)];
  return valueLabels([
    ...q.scale.options.map(({ value, text }) => ({
      id: String(value),
      names: [`${value}.0`, ...both(String(value), Object.values(text))]
    })),
    ...q.scale.missing.map(({ id, text }) => ({ id, names: both(MISSING_KEYS[id] ?? id, Object.values(text)) }))
  ]);
}

/** A person said that these words mean that nothing was answered. */
export const NOTHING = '-';

/** What a cell means, by what a person said of its words or by itself; undefined when it is not known. */
export function meaning(labels: ValueLabels, text: string, chosen: Chosen, kind: string): string | undefined {
  const said = chosenFor(chosen, `value.${kind}.${text}`) ?? '';
  return said === '' ? labels.get(plainValue(text)) : said;
}

/** A cell as it is compared. A sign or a comma stays: `-1` of another program is not our 1. */
function plainValue(text: string): string {
  return folded(text)
    .replace(/[\s_]+/g, ' ')
    .replace(/^(\d) ?[-–.:)] ?(?=\p{L})/u, '$1 ');
}
