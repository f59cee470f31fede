import type { ColumnSpec } from './columns.ts';
import { plainName } from './plain-name.ts';

/** Shorter texts occur in headers by chance. */
const TEXT_MIN = 12;

/**
 * Guesses the columns of questions in files of other programs: KoboToolbox writes `group/A2_1`, LimeSurvey `A21` or
 * `Stem [Text of the question]`, people `A2.1. Text of the question`. Each column is taken once; where two would do
 * equally well none is, and a person chooses.
 */
export function guessedColumns(
  specs: readonly ColumnSpec[],
  columns: readonly string[],
  taken: ReadonlySet<number>
): ReadonlyMap<string, number> {
  const open = columns.flatMap((header, place) => (taken.has(place) || header === '' ? [] : [{ header, place }]));
  const pairs = specs.flatMap((spec) =>
    open.map(({ header, place }) => ({ key: spec.key, place, score: likeness(spec, header) }))
  );
  const best = pairs.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  const found = new Map<string, number>();
  const used = new Set<number>();
  for (const pair of best) {
    if (found.has(pair.key) || used.has(pair.place)) continue;
    const rivals = best.filter(({ key, place, score }) => {
      const isFree = !found.has(key) && !used.has(place);
      return isFree && score === pair.score && (key === pair.key) !== (place === pair.place);
    });
    if (rivals.length > 0) continue;
    found.set(pair.key, pair.place);
    used.add(pair.place);
  }
  return found;
}

/** How well a header fits: a name behind a group's, the question's id, then its text by length; 0 for not at all. */
function likeness({ names, question }: ColumnSpec, header: string): number {
  const last = plainName(header.split('/').at(-1) ?? '');
  if (names.some((name) => plainName(name) === last)) return 10_000;
  if (!question) return 0;
  const inBrackets = /\[([^\]]+)\]\s*$/.exec(header)?.[1];
  const forms = [last, ...(inBrackets === undefined ? [] : [plainName(inBrackets)])];
  return Math.max(...forms.map((form) => questionLikeness(question, form)));
}

function questionLikeness({ id, texts }: NonNullable<ColumnSpec['question']>, form: string): number {
  const plainId = plainName(id);
  const solid = (text: string) => text.replaceAll(' ', '');
  if (solid(form) === solid(plainId)) return 9_000;
  if (form.startsWith(`${plainId} `)) return 8_000;
  const lengths = texts.map(plainName).map((text) => {
    const isPart = text.length >= TEXT_MIN && form.includes(text);
    const isCut = form.length >= TEXT_MIN && text.startsWith(form); // headers are cut to a length
    return isPart ? text.length : isCut ? form.length : 0;
  });
  return Math.max(0, ...lengths);
}
