import type { Choice, Questionnaire } from '../questionnaire/document.ts';
import type { ColumnSpec } from './columns.ts';
import { namesOf, scaleLabels, valueLabels, type ValueLabels } from './value-labels.ts';

/** Columns of a response whose cells are one of a list. */
export const CHOICE_KEYS = ['respondentType', 'filingMode', 'stage', 'channel', 'language', 'whoFilled'] as const;
export type ChoiceKey = (typeof CHOICE_KEYS)[number];

/** What people call what the questionnaire names by an id only, by id. */
export interface CommonNames {
  readonly filingMode: (id: string) => readonly string[];
  readonly stage: (id: string) => readonly string[];
  readonly channel: (id: string) => readonly string[];
  readonly language: (id: string) => readonly string[];
}

export type ChoiceList = readonly { readonly id: string; readonly names: readonly string[] }[];

/** What a round's responses may say, by column. */
export interface ResponseWords {
  readonly choices: Readonly<Record<ChoiceKey, ChoiceList>>;
  readonly labels: Readonly<Record<ChoiceKey | 'answer', ValueLabels>>;
  /** Items in the order of the questionnaire, the key item last. */
  readonly items: readonly string[];
}

export function responseWords(q: Questionnaire, names: CommonNames, channels: readonly string[]): ResponseWords {
  const called = (ids: readonly string[], of: (id: string) => readonly string[]) =>
    ids.map((id) => ({ id, names: of(id) }));
  const stageTexts = (id: string) => q.stage.options.filter((option) => option.id === id).flatMap(textsOf);
  const choices: Record<ChoiceKey, ChoiceList> = {
    respondentType: q.respondentTypes.filter((type) => !type.invitedOnly).map(namesOf),
    filingMode: called(q.filingModes, names.filingMode),
    stage: called(q.stages, (id) => [...stageTexts(id), ...names.stage(id)]),
    channel: called(channels, names.channel),
    language: called(q.languages, names.language),
    whoFilled: q.whoFilled.options.map(namesOf)
  };
  const labelsOf = (key: ChoiceKey) => valueLabels(choices[key]);
  return {
    choices,
    labels: {
      respondentType: labelsOf('respondentType'),
      filingMode: labelsOf('filingMode'),
      stage: labelsOf('stage'),
      channel: labelsOf('channel'),
      language: labelsOf('language'),
      whoFilled: labelsOf('whoFilled'),
      answer: scaleLabels(q)
    },
    items: [...q.areas.flatMap((area) => area.items.map(({ id }) => id)), q.keyItem.id]
  };
}

const textsOf = ({ text }: Choice) => Object.values(text);

/** The key of an item's column. */
export const itemKey = (id: string) => `item.${id}`;

/** The columns of a file of responses: who, where and when, and one an item. Names and telephone numbers have none. */
export function responseColumns(q: Questionnaire, words: ResponseWords): readonly ColumnSpec[] {
  const listed = (key: ChoiceKey, names: readonly string[], isRequired: boolean): ColumnSpec => {
    const whole = words.choices[key].map(({ id, names: [label = id] }) => ({ value: id, label }));
    return { key, names, isRequired, whole };
  };
  const items = [...q.areas.flatMap((area) => area.items), q.keyItem];
  return [
    { key: 'externalId', names: ['mã phiếu', 'số phiếu', 'response id', 'id', '_uuid'], isRequired: false },
    { key: 'unit', names: ['mã đơn vị', 'unit', 'unit code'], isRequired: false, whole: 'text' },
    { key: 'counter', names: ['quầy', 'tên quầy', 'mã quầy', 'counter', 'link'], isRequired: true, whole: 'text' },
    {
      key: 'day',
      names: ['ngày', 'ngày trả lời', 'day', 'date', 'submitdate', 'end'],
      isRequired: true,
      whole: 'date'
    },
    listed('respondentType', ['loại người trả lời', 'đối tượng', 'respondent type'], true),
    listed('filingMode', ['hình thức nộp', 'filing mode'], true),
    listed('stage', ['giai đoạn', 'stage', 'phase'], true),
    { key: 'booklet', names: ['bộ câu hỏi', 'booklet'], isRequired: false, whole: 'text' },
    listed('channel', ['kênh', 'channel'], false),
    listed('language', ['ngôn ngữ', 'language', 'startlanguage'], false),
    listed('whoFilled', ['người điền', 'who filled'], false),
    ...items.map(({ id, text }): ColumnSpec => {
      const texts = Object.values(text);
      const [first = ''] = texts;
      const names = [`${id} ${first}`, id, ...texts];
      return { key: itemKey(id), names, isRequired: false, question: { id, texts } };
    }),
    commentColumn(q)
  ];
}

function commentColumn({ comment: { id, text } }: Questionnaire): ColumnSpec {
  const texts = Object.values(text);
  return {
    key: 'comment',
    names: ['góp ý', 'ý kiến', 'comment', id, ...texts],
    isRequired: false,
    question: { id, texts }
  };
}
