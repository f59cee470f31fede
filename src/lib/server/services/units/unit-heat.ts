import { againstWhole, evidenceClass, type AgainstWhole } from '../../../domain/comparison/against-whole.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { KEY, type RoundFigures, type ShareFigure } from '../trends/round-figures.ts';
import type { HeatCell } from './unit-table-view.ts';

interface Spread {
  readonly share: number;
  readonly se: number;
}

/** A share of the whole that others can be held against. */
export function wholeOf(figures: RoundFigures, id: string = KEY): Spread | null {
  const { share = null, se = null } = figures.shares[id] ?? {};
  return share === null || se === null ? null : { share, se };
}

/** A unit's share against that of the whole; null where one of them has no spread. */
export function heatOf(
  figure: ShareFigure | undefined,
  own: RoundFigures,
  whole: { readonly key: Spread | null; readonly figures: RoundFigures; readonly confidence: number }
): AgainstWhole | null {
  if (!figure || figure.share === null || figure.ci === null || !whole.key) return null;
  const weight = weightOf(own, whole.figures);
  return againstWhole({ share: figure.share, ci: figure.ci, weight }, whole.key, whole.confidence);
}

/** The part that a unit has of the weights: its transactions, or its responses where they are not known. */
function weightOf(own: RoundFigures, whole: RoundFigures): number {
  if (own.population !== null && whole.population) return Math.min(1, own.population / whole.population);
  return whole.n ? Math.min(1, (own.n ?? 0) / whole.n) : 0;
}

/** Every area of a unit with the class of its evidence; what may not be judged is not told apart. */
export function heatRow(
  ctx: Context,
  round: RoundEntry,
  { figures, whole }: { readonly figures: RoundFigures; readonly whole: RoundFigures }
): readonly HeatCell[] {
  return ctx.directory.questionnaire(round.questionnaire).areas.map(({ id }) => {
    const figure = figures.shares[id];
    const { confidence } = round.design;
    const reference = { key: wholeOf(whole, id), figures: whole, confidence };
    const against = figure?.conclusive ? heatOf(figure, figures, reference) : null;
    return {
      area: id,
      share: figure?.share ?? null,
      heat: evidenceClass(against?.z ?? null),
      isHidden: figures.suppressed !== null || figures.hidden.includes(id)
    };
  });
}
