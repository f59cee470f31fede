import type { DocumentFault } from '../document/fault.ts';
import type { Item, Questionnaire } from './document.ts';

/** Who is asked, and where in the procedure: what decides which items fit. */
export interface Situation {
  readonly respondentType: string;
  readonly filingMode: string;
  readonly stage: string;
}

export interface Booklet {
  /** `filingMode/stage/number`, the number counted from 1 (methods §14). */
  readonly id: string;
  readonly family: string;
  /** One item an area, in the order of the areas. */
  readonly items: readonly string[];
}

const allows = (list: readonly string[] | undefined, name: string) => list === undefined || list.includes(name);

/** Whether an item can be judged by this respondent, filing this way, at this stage. */
export function itemFits(item: Item, situation: Situation, form: 'booklet' | 'full' = 'booklet'): boolean {
  return (
    item.respondentTypes.includes(situation.respondentType) &&
    allows(item.askWhen.filingMode, situation.filingMode) &&
    allows(item.askWhen.stage, situation.stage) &&
    (form === 'full' || item.askWhen.form === undefined || !item.askWhen.form.includes('full'))
  );
}

/** The booklets that this respondent may get: those of the family in which every item fits. */
export function bookletsFor(q: Questionnaire, situation: Situation): readonly Booklet[] {
  const items = itemsById(q);
  return familyBooklets(q, `${situation.filingMode}/${situation.stage}`).filter((booklet) =>
    booklet.items.every((name) => {
      const item = items.get(name);
      return item !== undefined && itemFits(item, situation);
    })
  );
}

/** The full form of a situation as one booklet, `family/full`: every item that fits. */
export function fullForm(q: Questionnaire, situation: Situation): Booklet {
  const family = `${situation.filingMode}/${situation.stage}`;
  const items = q.areas.flatMap((area) => area.items.filter((item) => itemFits(item, situation, 'full')));
  return { id: `${family}/full`, family, items: items.map((item) => item.id) };
}

/** All booklets of a family, whoever they fit; an unknown family has none. */
export function familyBooklets(q: Questionnaire, family: string): readonly Booklet[] {
  const lists = Object.hasOwn(q.booklets, family) ? (q.booklets[family] ?? []) : [];
  return lists.map((items, i) => ({ id: `${family}/${i + 1}`, family, items }));
}

export function bookletById(q: Questionnaire, id: string): Booklet | undefined {
  return familyBooklets(q, id.slice(0, id.lastIndexOf('/'))).find((booklet) => booklet.id === id);
}

/**
 * The booklets a page may offer before it knows who answers: they fit every respondent type that may answer uninvited.
 */
export function openBooklets(q: Questionnaire, filingMode: string, stage: string): readonly Booklet[] {
  const open = q.respondentTypes.filter((type) => !type.invitedOnly);
  const [first, ...others] = open.map((type) => bookletsFor(q, { respondentType: type.id, filingMode, stage }));
  return (first ?? []).filter((booklet) => others.every((list) => list.some((other) => other.id === booklet.id)));
}

/** Faults of the booklet lists: not one item an area in order, or an item that does not fit its family. */
export function faultsOfBooklets(q: Questionnaire): readonly DocumentFault[] {
  const items = itemsById(q);
  const areaOf = new Map(q.areas.flatMap((area, a) => area.items.map((item) => [item.id, a] as const)));
  const open = q.respondentTypes.filter((type) => !type.invitedOnly);
  return Object.keys(q.booklets).flatMap((family): readonly DocumentFault[] => {
    const [filingMode = '', stage = ''] = family.split('/');
    if (!q.filingModes.includes(filingMode) || !q.stages.includes(stage)) {
      return [{ at: `booklets.${family}`, rule: 'family_unknown', detail: 'unknown family' }];
    }
    return familyBooklets(q, family).flatMap((booklet) => {
      const faults: DocumentFault[] = [];
      if (booklet.items.length !== q.areas.length || booklet.items.some((name, a) => areaOf.get(name) !== a)) {
        const detail = 'a booklet holds one item an area, in the order of the areas';
        faults.push({ at: booklet.id, rule: 'booklet_areas', detail });
      }
      for (const name of booklet.items) {
        const item = items.get(name);
        const fits = item && open.some((type) => itemFits(item, { respondentType: type.id, filingMode, stage }));
        if (!fits) faults.push({ at: booklet.id, rule: 'booklet_item', detail: `${name} does not fit ${family}` });
      }
      return faults;
    });
  });
}

const itemsKept = new WeakMap<Questionnaire, ReadonlyMap<string, Item>>();

/** A questionnaire never changes, so that its items are listed once. */
function itemsById(q: Questionnaire): ReadonlyMap<string, Item> {
  const known = itemsKept.get(q);
  if (known) return known;
  const items = new Map(q.areas.flatMap((area) => area.items.map((item) => [item.id, item] as const)));
  itemsKept.set(q, items);
  return items;
}
