import { bookletsFor, fullForm, openBooklets, type Booklet } from '../questionnaire/booklets.ts';
import type { Questionnaire } from '../questionnaire/document.ts';
import { formIdFor } from '../questionnaire/rotation.ts';
import type { SentResponse } from '../questionnaire/validate.ts';
import type { KioskSurvey } from './package.ts';

/** Where one respondent is. The way: for whom, stage where it is not preset, the questions, the closing. */
export type Step =
  | { readonly kind: 'forWhom' }
  | { readonly kind: 'stage' }
  | { readonly kind: 'question'; readonly index: number }
  | { readonly kind: 'closing' };

/** What one respondent has said so far; made when somebody starts, thrown away whole. */
export interface Form {
  readonly language: string;
  /** Code of the recordings that are heard; null for those who read. */
  readonly spoken: string | null;
  readonly step: Step;
  readonly forWhom: string | null;
  readonly stage: string | null;
  readonly booklet: Booklet | null;
  readonly answers: Readonly<Record<string, number | string>>;
  readonly reasons: readonly string[];
  readonly praise: readonly string[];
  readonly whoFilled: string | null;
}

export interface Start {
  readonly language: string;
  readonly spoken: string | null;
}

/** How many answers of each family this tablet has saved: whose turn it is among the booklets. */
export type Turns = Readonly<Record<string, number>>;

export function startForm(survey: KioskSurvey, { language, spoken }: Start): Form {
  return {
    language,
    spoken,
    step: { kind: 'forWhom' },
    forWhom: null,
    stage: survey.stage,
    booklet: null,
    answers: {},
    reasons: [],
    praise: [],
    whoFilled: null
  };
}

/** The booklets from which the next respondent gets one; of a spoken language only those that can be heard whole. */
export function bookletsAt(survey: KioskSurvey, stage: string, spoken: string | null): readonly Booklet[] {
  const all = openBooklets(survey.document, survey.filingMode, stage);
  const heard = survey.spoken.find(({ code }) => code === spoken)?.booklets;
  return heard === undefined ? all : all.filter(({ id }) => heard.includes(id));
}

/** The stages that can be asked about here, in the order of the questionnaire. */
export function stagesOf(survey: KioskSurvey, spoken: string | null): readonly string[] {
  const stages = survey.stage === null ? survey.document.stages : [survey.stage];
  if (survey.form === 'full') return stages;
  return stages.filter((stage) => bookletsAt(survey, stage, spoken).length > 0);
}

/** Whether anything can be asked: a filing mode without booklets has nothing to ask. */
export const canAsk = (survey: KioskSurvey, spoken: string | null = null): boolean =>
  stagesOf(survey, spoken).length > 0;

export function chooseForWhom(survey: KioskSurvey, form: Form, option: string, turns: Turns): Form {
  const next = { ...form, forWhom: option };
  const [only, ...others] = stagesOf(survey, form.spoken);
  if (only === undefined || others.length > 0) return { ...next, step: { kind: 'stage' } };
  return chooseStage(survey, next, only, turns);
}

export function chooseStage(survey: KioskSurvey, form: Form, stage: string, turns: Turns): Form {
  const booklet = bookletFor(survey, form, stage, turns);
  const next = { ...form, stage, booklet, step: { kind: 'question' as const, index: 0 } };
  // Somebody who went back and chose otherwise is asked other items; what no longer fits is forgotten.
  const asked = new Set(questionsOf(survey.document, next));
  const kept = Object.entries(form.answers).filter(([item]) => asked.has(item));
  return { ...next, answers: Object.fromEntries(kept) };
}

function bookletFor(survey: KioskSurvey, form: Form, stage: string, turns: Turns): Booklet | null {
  const { document, filingMode } = survey;
  const situation = { respondentType: respondentTypeOf(document, form), filingMode, stage };
  if (survey.form === 'full') return fullForm(document, situation);
  const booklets = bookletsAt(survey, stage, form.spoken);
  const fitting = booklets.length > 0 ? booklets : bookletsFor(document, situation);
  return fitting[(turns[`${filingMode}/${stage}`] ?? 0) % fitting.length] ?? null;
}

/** The items that this form asks, in order; the key item is the last. */
export function questionsOf(q: Questionnaire, form: Form): readonly string[] {
  if (form.booklet === null) return [];
  const isKeyAsked = q.keyItem.respondentTypes.includes(respondentTypeOf(q, form));
  return isKeyAsked ? [...form.booklet.items, q.keyItem.id] : form.booklet.items;
}

const respondentTypeOf = (q: Questionnaire, form: Form): string =>
  q.forWhom.options.find(({ id }) => id === form.forWhom)?.respondentType ?? '';

/** An answer to the question on the screen; the next one follows. */
export function answer(survey: KioskSurvey, form: Form, value: number | string): Form {
  if (form.step.kind !== 'question') return form;
  const questions = questionsOf(survey.document, form);
  const item = questions[form.step.index];
  if (item === undefined) return form;
  const index = form.step.index + 1;
  const step: Step = index < questions.length ? { kind: 'question', index } : { kind: 'closing' };
  const next = { ...form, step, answers: { ...form.answers, [item]: value } };
  return lowAnswers(next).length > 0 ? { ...next, praise: [] } : { ...next, reasons: [] };
}

/** The next question without an answer to this one; what was said before is taken back. */
export function skip(survey: KioskSurvey, form: Form): Form {
  if (form.step.kind !== 'question') return form;
  const questions = questionsOf(survey.document, form);
  const item = questions[form.step.index];
  const index = form.step.index + 1;
  const step: Step = index < questions.length ? { kind: 'question', index } : { kind: 'closing' };
  const answers = Object.fromEntries(Object.entries(form.answers).filter(([id]) => id !== item));
  return { ...form, step, answers };
}

export function toggle(form: Form, list: 'reasons' | 'praise', id: string): Form {
  const has = form[list].includes(id);
  return { ...form, [list]: has ? form[list].filter((other) => other !== id) : [...form[list], id] };
}

/** One screen back; null is the first screen, where this form has ended. */
export function back(survey: KioskSurvey, form: Form): Form | null {
  const at = (step: Step): Form => ({ ...form, step });
  switch (form.step.kind) {
    case 'forWhom':
      return null;
    case 'stage':
      return at({ kind: 'forWhom' });
    case 'question': {
      if (form.step.index > 0) return at({ kind: 'question', index: form.step.index - 1 });
      return at({ kind: stagesOf(survey, form.spoken).length > 1 ? 'stage' : 'forWhom' });
    }
    case 'closing':
      return at({ kind: 'question', index: questionsOf(survey.document, form).length - 1 });
  }
}

/** Items with an answer of 3 or lower: those whose reasons are asked for. */
export const lowAnswers = (form: Form): readonly string[] =>
  Object.entries(form.answers).flatMap(([item, value]) => (typeof value === 'number' && value <= 3 ? [item] : []));

/** Whether there is anything to keep of a form that somebody left. */
export const hasAnswers = (form: Form): boolean => form.booklet !== null && Object.keys(form.answers).length > 0;

export interface Finish {
  /** A random UUIDv4. */
  readonly random: string;
  /** ISO 8601, by the tablet's clock. */
  readonly answeredAt: string;
  readonly durationS: number;
}

/** The response as it is sent; null while nothing has been answered. */
export function responseOf(
  survey: KioskSurvey,
  form: Form,
  { random, answeredAt, durationS }: Finish
): SentResponse | null {
  const { document, filingMode, link, questionnaire } = survey;
  const { booklet, stage, forWhom } = form;
  if (booklet === null || stage === null || forWhom === null || !hasAnswers(form)) return null;
  const family = openBooklets(document, filingMode, stage);
  const index = family.findIndex(({ id }) => id === booklet.id);
  return {
    id: index === -1 ? random : formIdFor({ random, index, count: family.length }),
    link,
    code: null,
    questionnaire,
    booklet: booklet.id,
    respondentType: respondentTypeOf(document, form),
    filingMode,
    stage,
    language: form.language,
    answers: form.answers,
    reasons: form.reasons,
    praise: form.praise,
    whoFilled: form.whoFilled,
    profile: { [document.forWhom.id]: forWhom },
    comment: '',
    answeredAt,
    durationS: Math.min(86_400, Math.max(0, Math.round(durationS))),
    device: null
  };
}
