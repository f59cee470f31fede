import type { Text } from '../../../domain/questionnaire/document.ts';
import type { Context } from '../../context.ts';
import { foundOf, type GatedRound } from '../estimate/estimates.ts';
import { ToldStrata } from '../points/told-strata.ts';
import { ALL } from '../rounds/round-reading.ts';
import { itemShare, type ShareFigure } from '../trends/round-figures.ts';

/** An item of the questionnaire in a unit; `figure` is null where it is not told, or nobody answered. */
export interface ItemFigure {
  readonly id: string;
  readonly text: Text;
  /** The unit itself is accountable for it. */
  readonly isOwn: boolean;
  readonly isHidden: boolean;
  readonly figure: ShareFigure | null;
}

export interface ItemsOfArea {
  readonly id: string;
  readonly title: Text;
  readonly items: readonly ItemFigure[];
}

/** The items of a unit by area, of all areas or of one, as far as each is told beside its area and the units around (`points/told-strata.ts`). */
export function itemFigures(
  ctx: Context,
  gated: GatedRound,
  unit: string,
  only: string | null = null
): readonly ItemsOfArea[] {
  const { round } = gated.reading;
  const found = foundOf(ctx, { round: round.id, unit, ...ALL }, gated);
  const told = new ToldStrata(ctx, gated, { unit, found, itemFrom: gated.reading.floor.minimum });
  const areas: ItemsOfArea[] = [];
  for (const { id: area, title, items } of ctx.directory.questionnaire(round.questionnaire).areas) {
    if (only !== null && only !== area) continue;
    const rows: ItemFigure[] = [];
    for (const { id, text, accountable } of items) {
      const stratum = told.of({ unit, respondentType: null, filingMode: null, area, item: id });
      const base = { id, text, isOwn: accountable === 'unit' };
      const own = stratum?.found.result.items[id];
      if (own) rows.push({ ...base, isHidden: false, figure: itemShare(round, own) });
      else rows.push({ ...base, isHidden: (found.result.items[id]?.n ?? 0) > 0, figure: null });
    }
    areas.push({ id: area, title, items: rows });
  }
  return areas;
}
