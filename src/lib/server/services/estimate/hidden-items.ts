import { WHOLE, type Cut } from '../../../domain/disclosure/disclosure.ts';
import { itemTelling, type ItemTelling } from '../../../domain/disclosure/item-telling.ts';
import type { RoundDisclosure } from '../../../domain/disclosure/round-disclosure.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { countsInHeadline } from './estimate-cells.ts';
import type { RoundCount } from './round-counts.ts';

/** The items of an area that are not told of a unit in the whole round. */
export type HiddenItems = (area: string, unit: string) => ReadonlySet<string>;

export interface ItemsOf {
  readonly cells: readonly RoundCount[];
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly floor: number;
  /** What is told beside them. */
  readonly shown: RoundDisclosure;
}

/** What of the items is told beside all else; an area is decided when it is first asked for. */
export function hiddenItems(ctx: Context, round: RoundEntry, { cells, paths, floor, shown }: ItemsOf): HiddenItems {
  const { areas } = ctx.directory.questionnaire(round.questionnaire);
  const counts = countsInHeadline(round);
  const known = new Map<string, ItemTelling>();
  const owns = new Map<string, boolean>();
  // The same for all areas: own items are told of all of them or of none.
  const isOwnShown = (unit: string) => {
    const isShown = owns.get(unit) ?? shown.own(unit) === null;
    owns.set(unit, isShown);
    return isShown;
  };
  const decide = (id: string): ItemTelling => {
    const place = areas.findIndex((area) => area.id === id);
    const items = areas[place]?.items ?? [];
    const from = areas.slice(0, place).reduce((sum, area) => sum + area.items.length, 0);
    const isAreaTold = (unit: string, cut: Cut = WHOLE) =>
      shown.whole(unit, cut) === null && shown.area(place, unit, cut) === null;
    return itemTelling({
      items: items.map((item) => ({ id: item.id, isOwn: item.accountable === 'unit' })),
      cells: cells.flatMap((cell) => {
        const answers = cell.items.slice(from, from + items.length);
        return counts(cell.lane) && answers.some((n) => n > 0) ? [{ ...cell, answers }] : [];
      }),
      ...{ paths, floor, isAreaTold },
      isOwnTold: (unit) => isOwnShown(unit) && isAreaTold(unit)
    });
  };
  return (area, unit) => {
    const telling = known.get(area) ?? decide(area);
    known.set(area, telling);
    return telling(unit);
  };
}
