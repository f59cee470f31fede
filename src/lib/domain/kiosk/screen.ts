import type { Area, Choice, Questionnaire, Text } from '../questionnaire/document.ts';
import { lowAnswers, questionsOf, stagesOf, type Form } from './flow.ts';
import type { KioskSurvey } from './package.ts';

/** One thing that can be chosen. `key` names its text among the recordings. */
export interface ScreenChoice {
  readonly id: string;
  readonly text: string;
  readonly key: string;
  readonly isChosen: boolean;
}

export type ScreenGroup = {
  readonly kind: 'forWhom' | 'stage' | 'face' | 'missing' | 'reasons' | 'praise' | 'whoFilled';
  /** Null where the heading of the screen says it. */
  readonly title: string | null;
  readonly titleKey: string | null;
  readonly choices: readonly ScreenChoice[];
};

/** What is shown and spoken at one step: the same for eye, finger, keyboard and ear. */
export interface Screen {
  /** Tells screens apart; nothing of one is kept in the next. */
  readonly id: string;
  readonly title: string;
  readonly titleKey: string;
  /** The whole question, where the title is only its topic: "Ông/Bà có hài lòng về … không?". */
  readonly asked: string;
  /** Area of the item; null for the key item and for everything else. */
  readonly area: string | null;
  /** Counted from 1; null on screens that are no question. */
  readonly number: number | null;
  readonly count: number;
  readonly groups: readonly ScreenGroup[];
}

/** More reasons than fit a screen are left out, the ones that fewest of the low answers suggest first. */
const REASONS_MAX = 8;

export function screenOf(survey: KioskSurvey, form: Form): Screen {
  const { document: q } = survey;
  const say = (text: Text): string => text[form.language] ?? text['vi'] ?? '';
  const choices = (key: string, options: readonly Choice[], chosen: readonly (string | null)[]) =>
    options.map(({ id, text }) => ({ id, text: say(text), key: `${key}/${id}`, isChosen: chosen.includes(id) }));
  const plain = (kind: 'forWhom' | 'stage', options: readonly Choice[], chosen: string | null): Screen => ({
    ...{ id: kind, title: say(q[kind].text), titleKey: kind, asked: say(q[kind].text) },
    ...{ area: null, number: null, count: questionsOf(q, form).length },
    groups: [{ kind, title: null, titleKey: null, choices: choices(kind, options, [chosen]) }]
  });
  switch (form.step.kind) {
    case 'forWhom':
      return plain('forWhom', q.forWhom.options, form.forWhom);
    case 'stage': {
      const stages = stagesOf(survey, form.spoken);
      return plain(
        'stage',
        q.stage.options.filter(({ id }) => stages.includes(id)),
        form.stage
      );
    }
    case 'question':
      return questionScreen(q, form, form.step.index, say, choices);
    case 'closing':
      return closingScreen(q, form, say, choices);
  }
}

type Say = (text: Text) => string;
type Choices = (key: string, options: readonly Choice[], chosen: readonly (string | null)[]) => readonly ScreenChoice[];

function questionScreen(q: Questionnaire, form: Form, index: number, say: Say, choices: Choices): Screen {
  const questions = questionsOf(q, form);
  const id = questions[index] ?? '';
  const area = areaOf(q, id);
  const item = area?.items.find((one) => one.id === id);
  const title = say(item?.text ?? q.keyItem.text);
  const given = form.answers[id];
  // Up is more: the best on top.
  const faces = [...q.scale.options].sort((a, b) => b.value - a.value);
  return {
    ...{ id: `question/${id}`, title, titleKey: item ? `item/${id}` : 'keyItem' },
    asked: item ? within(say(q.stem), title) : title,
    ...{ area: area?.id ?? null, number: index + 1, count: questions.length },
    groups: [
      {
        ...{ kind: 'face', title: null, titleKey: null },
        choices: faces.map(({ value, text }) => ({
          ...{ id: String(value), text: say(text), key: `scale/${value}`, isChosen: given === value }
        }))
      },
      {
        ...{ kind: 'missing', title: null, titleKey: null },
        choices: choices('missing', q.scale.missing, [typeof given === 'string' ? given : null])
      }
    ]
  };
}

function closingScreen(q: Questionnaire, form: Form, say: Say, choices: Choices): Screen {
  const reasons = reasonsOffered(q, form);
  const ratings = Object.values(form.answers).filter((value) => typeof value === 'number');
  const why: ScreenGroup | null =
    reasons.length > 0
      ? { kind: 'reasons', title: null, titleKey: null, choices: choices('reason', reasons, form.reasons) }
      : ratings.length > 0
        ? {
            ...{ kind: 'praise', title: say(q.praise.text), titleKey: 'praise' },
            choices: choices('praise', q.praise.options, form.praise)
          }
        : null;
  const title = say(q.whoFilled.text);
  return {
    ...{ id: 'closing', title, titleKey: 'whoFilled', asked: title },
    ...{ area: null, number: null, count: questionsOf(q, form).length },
    groups: [
      ...(why === null ? [] : [why]),
      {
        kind: 'whoFilled',
        title,
        titleKey: 'whoFilled',
        choices: choices('whoFilled', q.whoFilled.options, [form.whoFilled])
      }
    ]
  };
}

/** The reasons that fit the low answers, those of most answers first; "other" is always the last. */
export function reasonsOffered(q: Questionnaire, form: Form): readonly Choice[] {
  const times = new Map<string, number>();
  for (const item of lowAnswers(form)) {
    const reasons = item === q.keyItem.id ? q.keyItem.reasons : (areaOf(q, item)?.reasons ?? []);
    for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  }
  const rank = ({ id }: Choice) => (id === 'other' ? Infinity : (times.get(id) ?? 0));
  const fitting = q.reasons.filter(({ id }) => times.has(id));
  const kept = [...fitting].sort((a, b) => rank(b) - rank(a)).slice(0, REASONS_MAX);
  return q.reasons.filter((reason) => kept.includes(reason));
}

const areaOf = (q: Questionnaire, item: string): Area | undefined =>
  q.areas.find((area) => area.items.some(({ id }) => id === item));

/** The topic within the question's stem. */
function within(stem: string, topic: string): string {
  const [before = '', after = ''] = stem.split('…');
  return `${before}${topic.charAt(0).toLowerCase()}${topic.slice(1)}${after}`;
}
