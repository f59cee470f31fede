import type { Choice, Question, Questionnaire, Text } from './document.ts';

/** What a text is for; the rules of wording and the headings of a list go by it. */
export const TEXT_PARTS = [
  'title',
  'stem',
  'safety',
  'consent',
  'scale',
  'missing',
  'respondentType',
  'area',
  'item',
  'keyItem',
  'question',
  'option',
  'reason',
  'praise',
  'comment'
] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

/** One text of a questionnaire. Its key names it in every version, e.g. `item/A2.3` or `profile/P.age/u25`. */
export interface TextSlot {
  readonly key: string;
  readonly part: TextPart;
  /** The area that it belongs to; null for what belongs to none. */
  readonly area: string | null;
  readonly text: Text;
}

/** All texts, in the order of the document. */
export function textsOf(q: Questionnaire): readonly TextSlot[] {
  const slots: TextSlot[] = [];
  mapTexts(q, (slot) => {
    slots.push(slot);
    return slot.text;
  });
  return slots;
}

type Change = (slot: TextSlot) => Text;

/** The same questionnaire with each text changed; nothing else is touched. */
export function mapTexts(q: Questionnaire, change: Change): Questionnaire {
  const say = (key: string, part: TextPart, text: Text, area: string | null = null) =>
    change({ key, part, area, text });
  const choices = <C extends Choice>(key: string, part: TextPart, options: readonly C[]): readonly C[] =>
    options.map((option) => ({ ...option, text: say(`${key}/${option.id}`, part, option.text) }));
  const question = <C extends Choice, Q extends Question<C>>(key: string, asked: Q) => ({
    ...asked,
    text: say(key, 'question', asked.text),
    options: choices(key, 'option', asked.options)
  });
  const { scale, praise, consent } = q;
  return {
    ...q,
    title: say('title', 'title', q.title),
    stem: say('stem', 'stem', q.stem),
    safety: say('safety', 'safety', q.safety),
    consent: {
      text: say('consent/text', 'consent', consent.text),
      button: say('consent/button', 'consent', consent.button),
      more: say('consent/more', 'consent', consent.more)
    },
    scale: {
      ...scale,
      options: scale.options.map((option) => ({ ...option, text: say(`scale/${option.value}`, 'scale', option.text) })),
      missing: choices('missing', 'missing', scale.missing)
    },
    respondentTypes: choices('respondentType', 'respondentType', q.respondentTypes),
    forWhom: question('forWhom', q.forWhom),
    stage: question('stage', q.stage),
    areas: q.areas.map((area) => ({
      ...area,
      title: say(`area/${area.id}/title`, 'area', area.title, area.id),
      short: say(`area/${area.id}/short`, 'area', area.short, area.id),
      items: area.items.map((item) => ({ ...item, text: say(`item/${item.id}`, 'item', item.text, area.id) }))
    })),
    keyItem: { ...q.keyItem, text: say('keyItem', 'keyItem', q.keyItem.text) },
    reasons: choices('reason', 'reason', q.reasons),
    praise: { text: say('praise', 'question', praise.text), options: choices('praise', 'praise', praise.options) },
    whoFilled: question('whoFilled', q.whoFilled),
    comment: { ...q.comment, text: say('comment', 'comment', q.comment.text) },
    profile: q.profile.map((asked) => question(`profile/${asked.id}`, asked))
  };
}

/** New words by key and language; an empty one takes a translation away. */
export type TextChanges = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The questionnaire with the changes, its texts trimmed and composed (NFC). Vietnamese cannot be taken away: it stays empty. */
export function withTexts(q: Questionnaire, changes: TextChanges): Questionnaire {
  return mapTexts(q, ({ key, text }) => {
    const changed = changes.get(key);
    if (!changed) return text;
    const words = Object.entries({ ...text, ...changed }).map(([code, word]) => [code, word.normalize('NFC').trim()]);
    return Object.fromEntries(words.filter(([code, word]) => word !== '' || code === 'vi'));
  });
}

/** Keys of the texts that a language lacks. */
export function missingIn(q: Questionnaire, language: string): readonly string[] {
  return textsOf(q)
    .filter(({ text }) => !Object.hasOwn(text, language))
    .map(({ key }) => key);
}
