import { bookletsFor, fullForm } from '../questionnaire/booklets.ts';
import type { Questionnaire } from '../questionnaire/document.ts';
import { dayOfInstant } from './cell.ts';
import type { Chosen } from './columns.ts';
import type { ImportRow, RowNote } from './fate.ts';
import { itemKey, type ChoiceKey, type ResponseWords } from './response-columns.ts';
import { meaning, NOTHING } from './value-labels.ts';

/** A response as a row gives it, before it is known which counter is meant. */
export interface ResponseDraft {
  readonly respondentType: string;
  readonly filingMode: string;
  readonly stage: string;
  readonly booklet: string;
  readonly channel: string;
  readonly language: string;
  readonly whoFilled: string | null;
  readonly day: string;
  readonly answers: Readonly<Record<string, number | string>>;
  readonly comment: string;
  readonly externalId: string;
}

/** How a round's rows are read. */
export interface RowReading {
  readonly q: Questionnaire;
  readonly form: 'booklet' | 'full';
  readonly words: ResponseWords;
  readonly chosen: Chosen;
}

/** A cell whose words are not known: a person may say what they mean. */
export interface UnknownValue {
  readonly kind: ChoiceKey | 'answer';
  readonly text: string;
}

export interface ReadRow {
  /** Null where the row cannot be taken: `notes` say why. */
  readonly draft: ResponseDraft | null;
  readonly notes: readonly RowNote[];
  readonly unknown: readonly UnknownValue[];
}

const ID_MAX = 200;
const SHOWN_MAX = 60;
const shown = (text: string) => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);

/** Reads a row, with all that is wrong with it by itself. */
export function responseRow(reading: RowReading, row: ImportRow): ReadRow {
  const notes: RowNote[] = [...row.notes];
  const unknown: UnknownValue[] = [];
  const text = (key: string) => row.values.get(key) ?? '';
  const means = (kind: UnknownValue['kind'], value: string, at: string) => {
    const said = meaning(reading.words.labels[kind], value, reading.chosen, kind);
    if (said !== undefined) return said === NOTHING ? null : said;
    unknown.push({ kind, text: value });
    notes.push({ code: at === '' ? 'unknown_value' : 'unknown_value_at', details: { value: shown(value), at } });
    return null;
  };
  const choice = (key: ChoiceKey) => (text(key) === '' ? null : means(key, text(key), ''));
  const situation = {
    respondentType: choice('respondentType') ?? '',
    filingMode: choice('filingMode') ?? '',
    stage: choice('stage') ?? ''
  };
  const told = {
    channel: choice('channel') ?? 'paper',
    language: choice('language') ?? 'vi',
    whoFilled: choice('whoFilled')
  };
  const answers: Record<string, number | string> = {};
  for (const item of reading.words.items) {
    const value = text(itemKey(item));
    const said = value === '' ? null : means('answer', value, item);
    if (said !== null) answers[item] = /^\d$/.test(said) ? Number(said) : said;
  }
  const day = dayOfInstant(text('day'));
  if (day === null && text('day') !== '') notes.push({ code: 'not_a_day', details: { value: shown(text('day')) } });
  if (text('externalId').length > ID_MAX)
    notes.push({ code: 'too_long', details: { value: shown(text('externalId')) } });
  if (Object.keys(answers).length === 0 && unknown.length === 0) notes.push({ code: 'no_answers', details: {} });
  const isSound = notes.length === 0;
  const booklet = isSound ? bookletOf(reading, situation, text('booklet'), answers) : '';
  if (isSound && typeof booklet !== 'string') notes.push(booklet);
  if (notes.length > 0 || day === null || typeof booklet !== 'string') return { draft: null, notes, unknown };
  const said = { comment: text('comment'), externalId: text('externalId') };
  return { draft: { ...situation, ...told, ...said, booklet, day, answers }, notes, unknown };
}

/** The booklet that the row names, by its id or number, or the only one that has all that was answered. */
function bookletOf(
  { q, form }: RowReading,
  situation: Pick<ResponseDraft, 'respondentType' | 'filingMode' | 'stage'>,
  said: string,
  answers: ResponseDraft['answers']
): string | RowNote {
  const fitting = form === 'full' ? [fullForm(q, situation)] : bookletsFor(q, situation);
  const family = `${situation.filingMode}/${situation.stage}`;
  const named = fitting.filter(({ id }) => said === '' || id === said || id === `${family}/${said}`);
  if (named.length === 0) return { code: 'booklet_unknown', details: { value: said === '' ? family : shown(said) } };
  const answered = Object.keys(answers).filter((item) => item !== q.keyItem.id);
  const having = named.filter(({ items }) => answered.every((item) => items.includes(item)));
  const [first, second] = having;
  if (first && !second) return first.id;
  const [only] = named;
  const strange = named.length === 1 && only ? answered.filter((item) => !only.items.includes(item)) : answered;
  return first
    ? { code: 'booklet_unclear', details: {} }
    : { code: 'booklet_mixed', details: { value: shown(strange.join(', ')) } };
}
