import type { Questionnaire } from './document.ts';
import { missingIn, textsOf, type TextPart } from './texts.ts';

export const LINT_RULES = ['too_long', 'two_ideas', 'office_word', 'double_negative', 'untranslated'] as const;
export type LintRule = (typeof LINT_RULES)[number];

/** A warning about a wording. It never stops a publication: people decide what is plain. */
export interface LintFinding {
  readonly key: string;
  readonly language: string;
  readonly rule: LintRule;
  /** The word that was found; the number of syllables for `too_long`. */
  readonly found: string;
  /** The plain word instead, where the list has one. */
  readonly instead: string | null;
}

export interface OfficeWord {
  readonly language: string;
  readonly word: string;
  readonly plain: string;
}

/** Vietnamese writes each syllable apart, so that white space counts them; a question is heard once and has to be kept in mind. */
export const SYLLABLES_MAX = 15;

const ASKED: ReadonlySet<TextPart> = new Set(['item', 'keyItem']);
const HEARD_AT_ONCE: ReadonlySet<TextPart> = new Set(['item', 'keyItem', 'question', 'comment']);
/** Legal names of areas and of respondent types are not for citizens, who see neither. */
const UNSEEN: ReadonlySet<TextPart> = new Set(['area', 'respondentType']);

/** All warnings, in the order of the texts; each language's missing texts last. */
export function lintQuestionnaire(q: Questionnaire, officeWords: readonly OfficeWord[]): readonly LintFinding[] {
  const worded = textsOf(q)
    .filter(({ part }) => !UNSEEN.has(part))
    .flatMap(({ key, part, text }) =>
      q.languages.flatMap((language) => {
        const words = Object.hasOwn(text, language) ? (text[language] ?? '') : '';
        return lintText({ part, language, text: words }, officeWords).map((finding) => ({ key, language, ...finding }));
      })
    );
  const untranslated = q.languages.flatMap((language) =>
    missingIn(q, language).map((key) => ({ key, language, rule: 'untranslated', found: '', instead: null }) as const)
  );
  return [...worded, ...untranslated];
}

type Found = Pick<LintFinding, 'rule' | 'found' | 'instead'>;

/** The warnings about one text. */
export function lintText(
  of: { readonly part: TextPart; readonly language: string; readonly text: string },
  officeWords: readonly OfficeWord[]
): readonly Found[] {
  const { part, language, text } = of;
  const findings: Found[] = [];
  const syllables = text.split(/\s+/u).filter((part) => part !== '').length;
  if (language === 'vi' && HEARD_AT_ONCE.has(part) && syllables > SYLLABLES_MAX) {
    findings.push({ rule: 'too_long', found: String(syllables), instead: null });
  }
  const words = wordsOf(text);
  const joined = ASKED.has(part)
    ? (CONJUNCTIONS[language] ?? []).find((word) => holds(words, wordsOf(word)))
    : undefined;
  if (joined !== undefined) findings.push({ rule: 'two_ideas', found: joined, instead: null });
  for (const { word, plain } of officeWords.filter((entry) => entry.language === language)) {
    if (holds(words, wordsOf(word))) findings.push({ rule: 'office_word', found: word, instead: plain });
  }
  const twice = clausesOf(text).find((clause) => negativesIn(clause, language) > 1);
  if (twice !== undefined) findings.push({ rule: 'double_negative', found: twice.trim(), instead: null });
  return findings;
}

const CONJUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  vi: ['và/hoặc', 'và', 'hoặc', 'cũng như', 'đồng thời'],
  en: ['and/or', 'and', 'or', 'as well as']
};

const NEGATIVES: Readonly<Record<string, readonly string[]>> = {
  vi: ['không', 'chưa', 'chẳng', 'chả'],
  en: ['not', 'no', 'never', 'nobody', 'nothing', 'none', 'without', 'neither', 'cannot']
};

/** Words in small letters without punctuation at their ends; "và/hoặc" stays one word. */
function wordsOf(text: string): readonly string[] {
  const small = text.normalize('NFC').toLowerCase();
  return small.split(/\s+/u).flatMap((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || []);
}

function holds(words: readonly string[], sought: readonly string[]): boolean {
  return words.some((_, i) => sought.every((word, j) => words[i + j] === word));
}

const clausesOf = (text: string): readonly string[] => text.split(/[.,;:!…]|(?<=\?)/u);

/** Negations of a clause. The particle that makes a question of it ("… có hài lòng không?") denies nothing. */
function negativesIn(clause: string, language: string): number {
  const asking = /(\s(hay|có))?\s(không|chưa)\s*\?\s*$/iu;
  const words = wordsOf(language === 'vi' ? clause.replace(asking, '') : clause);
  const negatives = NEGATIVES[language] ?? [];
  return words.filter((word) => negatives.includes(word) || (language === 'en' && word.endsWith("n't"))).length;
}
