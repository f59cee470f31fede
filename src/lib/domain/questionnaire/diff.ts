import { canonicalJson } from '../shared/canonical.ts';
import type { Item, Questionnaire } from './document.ts';
import { textsOf } from './texts.ts';

export interface TextChange {
  readonly key: string;
  readonly language: string;
  /** Null where the language had, or has, no such text. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface ItemChange {
  readonly id: string;
  /** What of the item's rules changed; its wording is among the texts. */
  readonly members: readonly ('area' | 'position' | 'respondentTypes' | 'askWhen' | 'accountable')[];
}

export interface BookletChange {
  /** `filingMode/stage/number`. */
  readonly booklet: string;
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}

/** What a reader has to know who used the first version and now meets the second. */
export interface QuestionnaireDiff {
  readonly itemsAdded: readonly string[];
  readonly itemsRemoved: readonly string[];
  readonly itemsChanged: readonly ItemChange[];
  readonly languagesAdded: readonly string[];
  readonly languagesRemoved: readonly string[];
  /** Texts of both, and those that came or went, item texts included. */
  readonly texts: readonly TextChange[];
  readonly booklets: readonly BookletChange[];
  /** Other parts of the document that differ, by the name of the part: the scale, who may answer, reasons, … */
  readonly others: readonly string[];
  readonly same: boolean;
}

export function diffQuestionnaires(before: Questionnaire, after: Questionnaire): QuestionnaireDiff {
  const [old, now] = [itemsOf(before), itemsOf(after)];
  const parts = {
    itemsAdded: [...now.keys()].filter((id) => !old.has(id)),
    itemsRemoved: [...old.keys()].filter((id) => !now.has(id)),
    itemsChanged: changedItems(old, now),
    languagesAdded: after.languages.filter((code) => !before.languages.includes(code)),
    languagesRemoved: before.languages.filter((code) => !after.languages.includes(code)),
    texts: changedTexts(before, after),
    booklets: changedBooklets(before, after),
    others: changedOthers(before, after)
  };
  return { ...parts, same: Object.values(parts).every((list) => list.length === 0) };
}

interface PlacedItem {
  readonly area: string;
  /** Among the items of its area that stand in both versions: one that was added moves no other. */
  readonly position: number;
  readonly item: Item;
}

function itemsOf(q: Questionnaire): ReadonlyMap<string, PlacedItem> {
  const placed = q.areas.flatMap((area) =>
    area.items.map((item, position) => [item.id, { area: area.id, position, item }] as const)
  );
  return new Map(placed);
}

function changedItems(
  old: ReadonlyMap<string, PlacedItem>,
  now: ReadonlyMap<string, PlacedItem>
): readonly ItemChange[] {
  const order = (of: ReadonlyMap<string, PlacedItem>, area: string) =>
    [...of].filter(([id, at]) => at.area === area && old.has(id) && now.get(id)?.area === old.get(id)?.area);
  const rank = (of: ReadonlyMap<string, PlacedItem>, id: string, area: string) =>
    order(of, area).findIndex(([other]) => other === id);
  return [...now].flatMap(([id, to]) => {
    const from = old.get(id);
    if (!from) return [];
    const differs = (member: 'respondentTypes' | 'askWhen') =>
      canonicalJson(from.item[member]) !== canonicalJson(to.item[member]);
    const members: ItemChange['members'] = [
      ...(from.area === to.area ? [] : (['area'] as const)),
      ...(from.area === to.area && rank(old, id, from.area) !== rank(now, id, to.area) ? (['position'] as const) : []),
      ...(differs('respondentTypes') ? (['respondentTypes'] as const) : []),
      ...(differs('askWhen') ? (['askWhen'] as const) : []),
      ...(from.item.accountable === to.item.accountable ? [] : (['accountable'] as const))
    ];
    return members.length > 0 ? [{ id, members }] : [];
  });
}

function changedTexts(before: Questionnaire, after: Questionnaire): readonly TextChange[] {
  const old = new Map(textsOf(before).map(({ key, text }) => [key, text]));
  const now = new Map(textsOf(after).map(({ key, text }) => [key, text]));
  const keys = new Set([...now.keys(), ...old.keys()]);
  return [...keys].flatMap((key) => {
    const [from, to] = [old.get(key) ?? {}, now.get(key) ?? {}];
    const languages = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...languages]
      .filter((language) => from[language] !== to[language])
      .map((language) => ({ key, language, before: from[language] ?? null, after: to[language] ?? null }));
  });
}

function changedBooklets(before: Questionnaire, after: Questionnaire): readonly BookletChange[] {
  const [old, now] = [bookletsOf(before), bookletsOf(after)];
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names]
    .map((booklet) => ({ booklet, before: old.get(booklet) ?? null, after: now.get(booklet) ?? null }))
    .filter((change) => canonicalJson(change.before) !== canonicalJson(change.after));
}

function bookletsOf(q: Questionnaire): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(q.booklets).flatMap(([family, lists]) =>
      lists.map((items, i) => [`${family}/${i + 1}`, items] as const)
    )
  );
}

/** Parts whose rules differ, all words left aside: those are told one by one. */
function changedOthers(before: Questionnaire, after: Questionnaire): readonly string[] {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  return Object.keys(now).filter((name) => canonicalJson(old[name]) !== canonicalJson(now[name]));
}

function rulesOf(q: Questionnaire): Readonly<Record<string, unknown>> {
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  return {
    scale: [q.scale.id, q.scale.satisfied, ids(q.scale.missing)],
    respondentTypes: q.respondentTypes.map(({ id, invitedOnly }) => [id, invitedOnly]),
    filingModes: q.filingModes,
    stages: [q.stages, ids(q.stage.options)],
    areas: q.areas.map(({ id, code, reasons }) => [id, code, reasons]),
    keyItem: [q.keyItem.id, q.keyItem.respondentTypes, q.keyItem.reasons],
    forWhom: q.forWhom.options.map(({ id, respondentType, agent }) => [id, respondentType, agent]),
    reasons: ids(q.reasons),
    praise: ids(q.praise.options),
    whoFilled: ids(q.whoFilled.options),
    comment: [q.comment.id, q.comment.maxLength],
    profile: q.profile.map(({ id, respondentTypes, sensitive, enabled, options }) => [
      ...[id, respondentTypes, sensitive, enabled],
      ids(options)
    ]),
    source: q.source
  };
}
