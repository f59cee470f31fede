import type { Choice, Questionnaire, Text } from '../../../domain/questionnaire/document.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import { reasonsField } from './survey-fields.ts';
import type { ChoicesView, FormTurn, FormView, QuestionView } from './survey-view.ts';

/** What a form shows that the questionnaire does not say: where it stands and which items it asks. */
export interface FormPlace extends Pick<
  FormView,
  'code' | 'office' | 'testUntil' | 'simulated' | 'stage' | 'questionnaire' | 'preview' | 'invitation' | 'hearing'
> {
  readonly items: ReadonlySet<string>;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const textIn = (language: string) => (text: Text) => text[language] ?? text['vi'] ?? '';

/** Everything the form shows, in one language. */
export function formOf(q: Questionnaire, turn: FormTurn, place: FormPlace): FormView {
  const say = textIn(turn.language);
  const invitedAs = place.invitation?.respondentType ?? null;
  const types = q.respondentTypes
    .filter((type) => (invitedAs === null ? !type.invitedOnly : type.id === invitedAs))
    .map((type) => type.id);
  const unfit = (fitting: readonly string[]) => types.flatMap((type, i) => (fitting.includes(type) ? [] : [i]));
  const choices = (of: { id: string; text: Text; options: readonly Choice[] }, fitting = types): ChoicesView => ({
    id: of.id,
    text: capitalised(say(of.text)),
    options: of.options.map((option) => ({ id: option.id, text: say(option.text) })),
    unfit: unfit(fitting)
  });
  const [before = '', after = ''] = say(q.stem).split('…');
  const { items, ...page } = place;
  const questions = questionsOf(q, items, { say, unfit, invitedAs });
  const forWhom = q.forWhom.options.filter((option) => types.includes(option.respondentType));
  return {
    kind: 'form',
    language: turn.language,
    languages: q.languages,
    ...page,
    formId: turn.formId,
    title: say(q.title),
    safety: say(q.safety),
    consent: { text: say(q.consent.text), more: say(q.consent.more) },
    stem: [before.trim(), after.trim()],
    scale: q.scale.options.map(({ value, text }) => ({ value, text: say(text) })),
    forWhom: {
      id: q.forWhom.id,
      text: say(q.forWhom.text),
      options: forWhom.map(({ id, text, respondentType }) => ({
        id,
        text: say(text),
        type: types.indexOf(respondentType)
      }))
    },
    questions,
    praise: choices({ id: 'praise', ...q.praise }),
    profile: q.profile
      .filter((asked) => asked.enabled && asked.respondentTypes.some((type) => types.includes(type)))
      .map((asked) => choices(asked, [...asked.respondentTypes])),
    comment: { id: q.comment.id, text: say(q.comment.text), maxLength: q.comment.maxLength },
    whoFilled: choices(q.whoFilled),
    kept: turn.fields,
    faults: faultsOf(q, questions, turn.problems),
    unsent: turn.unsent
  };
}

interface Words {
  readonly say: (text: Text) => string;
  readonly unfit: (fitting: readonly string[]) => readonly number[];
  /** The respondent type that the form is for alone; null = for all that may come. */
  readonly invitedAs: string | null;
}

function questionsOf(
  q: Questionnaire,
  asked: ReadonlySet<string>,
  { say, unfit, invitedAs }: Words
): readonly QuestionView[] {
  const reasonsIn = (ids: readonly string[]) =>
    ids
      .flatMap((id) => q.reasons.filter((reason) => reason.id === id))
      .map(({ id, text }) => ({ id, text: say(text) }));
  const missing = q.scale.missing.map(({ id, text }) => ({ id, text: say(text) }));
  const items = q.areas.flatMap((area) =>
    area.items
      .filter((item) => asked.has(item.id))
      .map((item): QuestionView => ({
        id: item.id,
        area: area.id,
        text: capitalised(say(item.text)),
        missing,
        options: reasonsIn(area.reasons),
        reasonsField: reasonsField(item.id),
        unfit: unfit(item.respondentTypes)
      }))
  );
  const { id, text, reasons, respondentTypes } = q.keyItem;
  // The first code says "I don't know"; that the whole visit "has not happened" would be no answer.
  const key: QuestionView = {
    id,
    area: null,
    text: say(text),
    missing: missing.slice(0, 1),
    options: reasonsIn(reasons),
    reasonsField: reasonsField(id),
    unfit: unfit(respondentTypes)
  };
  return invitedAs === null || respondentTypes.includes(invitedAs) ? [...items, key] : items;
}

function faultsOf(q: Questionnaire, questions: readonly QuestionView[], problems: readonly ProblemNote[]) {
  const lowest = q.scale.options[0]?.value ?? 1;
  const targetOf = (at: string): string => {
    if (at === 'respondentType') return `${q.forWhom.id}-${q.forWhom.options[0]?.id ?? ''}`;
    if (at === 'comment') return q.comment.id;
    const question = questions.find(({ id }) => at === `answers.${id}`) ?? questions[0];
    return `${question?.id ?? ''}-${lowest}`;
  };
  return problems.map(({ code, at }) => ({ code, target: targetOf(at ?? '') }));
}
