import type { Text } from '../../../domain/questionnaire/document.ts';
import { officeName, unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry } from '../organisation/directory.ts';
import type { Invitation } from '../people/invitations.ts';
import { testUntil } from '../links/link-test.ts';
import { hearingOf, type Hearing } from '../questionnaires/survey-audio.ts';
import { bookletOfForm, bookletsOf, type FormDoor, type ShutDoor, type StageDoor } from './survey-page.ts';
import type { SurveyFields } from './survey-fields.ts';
import { formOf } from './survey-form-view.ts';

/** Whose counter it is: what stands on top of every page that a respondent sees. */
export interface Office {
  readonly province: string;
  readonly unit: string;
  readonly counter: string;
}

export interface ChoiceView {
  readonly id: string;
  readonly text: string;
}

export interface ChoicesView {
  readonly id: string;
  readonly text: string;
  readonly options: readonly ChoiceView[];
  /** Positions of the open respondent types that it does not fit. */
  readonly unfit: readonly number[];
}

export interface QuestionView extends ChoicesView {
  /** Area of the item; null for the key item, whose text is a whole question. */
  readonly area: string | null;
  readonly missing: readonly ChoiceView[];
  readonly reasonsField: string;
}

export interface ForWhomView extends ChoiceView {
  /** Position of the respondent type among those that may answer uninvited. */
  readonly type: number;
}

interface PageView {
  readonly language: string;
  readonly languages: readonly string[];
  readonly code: string;
  readonly office: Office | null;
}

/** What makes an answer not count, said on every page on the way to it. */
interface AnswerMarks {
  /** Until when answers through this link are tests, in epoch milliseconds; null when they count. */
  readonly testUntil: number | null;
  /** A demonstration: nothing that is shown or sent is real. */
  readonly simulated: boolean;
}

export interface FormView extends PageView, AnswerMarks {
  readonly kind: 'form';
  readonly hearing: Hearing;
  readonly formId: string;
  readonly stage: string;
  readonly invitation: Invitation | null;
  readonly questionnaire: string;
  readonly title: string;
  readonly safety: string;
  readonly consent: { readonly text: string; readonly more: string };
  /** What is read before and after a topic, to make it a question. */
  readonly stem: readonly [before: string, after: string];
  readonly scale: readonly { readonly value: number; readonly text: string }[];
  readonly forWhom: { readonly id: string; readonly text: string; readonly options: readonly ForWhomView[] };
  /** The items of the booklet, then the key item; `options` are the reasons under a low answer. */
  readonly questions: readonly QuestionView[];
  readonly praise: ChoicesView;
  readonly profile: readonly ChoicesView[];
  readonly comment: { readonly id: string; readonly text: string; readonly maxLength: number };
  readonly whoFilled: ChoicesView;
  readonly kept: SurveyFields;
  /** Why the form was not taken, each with the id of the control to go to. */
  readonly faults: readonly { readonly code: string; readonly target: string }[];
  /** The store could not take the form: nothing is wrong with it, send it again. */
  readonly unsent: boolean;
  /** Of a preview, what its address keeps beside the language, e.g. `booklet=…&`; null on the page of a link. */
  readonly preview: string | null;
}

export interface StageView extends PageView, AnswerMarks {
  readonly kind: 'stage';
  readonly hearing: Hearing;
  readonly invitation: Invitation | null;
  readonly text: string;
  readonly safety: string;
  readonly options: readonly ChoiceView[];
}

export interface ShutView extends PageView {
  readonly kind: ShutDoor['kind'];
}

export type SurveyView = FormView | StageView | ShutView;

/** What a form page shows beyond its questions: what was answered and why it came back. */
export interface FormTurn {
  readonly formId: string;
  readonly language: string;
  /** Code of the spoken language that was asked for. */
  readonly audio: string | null;
  readonly fields: SurveyFields;
  readonly problems: readonly ProblemNote[];
  readonly unsent: boolean;
}

export function officeOf(ctx: Context, link: LinkEntry | undefined): Office | null {
  if (!link) return null;
  const { counter } = link;
  return {
    province: unitTitle(ctx.directory.root()),
    unit: officeName(ctx.directory.unit(counter.unit)),
    counter: counter.name
  };
}

export function marksOf(ctx: Context, link: LinkEntry | undefined): AnswerMarks {
  return { testUntil: link ? testUntil(ctx, link) : null, simulated: ctx.directory.purpose() === 'demo' };
}

const textIn = (language: string) => (text: Text) => text[language] ?? text['vi'] ?? '';

/** The language asked for, if the questionnaire has it; else its first one. */
export function languageOf(languages: readonly string[], asked: string | null | undefined): string {
  return languages.find((language) => language === asked) ?? languages[0] ?? 'vi';
}

export function shutView(ctx: Context, door: ShutDoor, language: string, languages: readonly string[]): ShutView {
  return { kind: door.kind, language, languages, code: door.code, office: officeOf(ctx, door.link) };
}

export function stageView(ctx: Context, door: StageDoor, language: string, audio: string | null): StageView {
  const { questionnaire: q, link, round } = door;
  const say = textIn(language);
  // Whatever is chosen here, the form behind it can be heard too.
  const items = door.stages.flatMap((stage) => bookletsOf(door, stage)).flatMap((booklet) => booklet.items);
  const options = q.stage.options.filter((option) => door.stages.includes(option.id));
  return {
    kind: 'stage',
    hearing: hearingOf(ctx, { questionnaire: round.questionnaire, items, language, asked: audio }),
    language,
    languages: q.languages,
    code: link.code,
    office: officeOf(ctx, link),
    ...marksOf(ctx, link),
    invitation: door.invitation,
    text: say(q.stage.text),
    safety: say(q.safety),
    options: options.map((option) => ({ id: option.id, text: say(option.text) }))
  };
}

/** Everything the form shows, in one language; the questions are those of the form id's booklet. */
export function formView(ctx: Context, door: FormDoor, turn: FormTurn): FormView {
  const { questionnaire, link, stage, round } = door;
  const items = new Set(bookletOfForm(door.booklets, turn.formId)?.items);
  const { language, audio } = turn;
  return formOf(questionnaire, turn, {
    ...{ code: link.code, office: officeOf(ctx, link), stage, questionnaire: round.questionnaire, preview: null },
    ...marksOf(ctx, link),
    invitation: door.invitation,
    hearing: hearingOf(ctx, { questionnaire: round.questionnaire, items, language, asked: audio }),
    items
  });
}
