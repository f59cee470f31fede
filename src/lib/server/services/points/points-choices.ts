import { floorFor } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { unitsUnder } from '../rounds/round-reading.ts';

interface Choice {
  readonly id: string;
  readonly title: string;
}

export interface PointsChoices {
  /** Areas with the items of each that this scope can change. */
  readonly areas: readonly (Choice & { readonly items: readonly Choice[] })[];
  /** The unit of the page, then those under it. */
  readonly units: readonly Choice[];
  /** Empty for who sees no cuts. */
  readonly types: readonly Choice[];
  /** Filing modes; empty for who sees no cuts. */
  readonly modes: readonly string[];
}

/** What a what-if can be about. */
export function pointsChoices(
  ctx: Context,
  { round: id, unit }: { readonly round: string; readonly unit: string },
  language: string
): PointsChoices {
  requireCan(ctx, 'overview.read', unit);
  const round = ctx.directory.round(id);
  const { areas, respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
  const words = (text: Readonly<Record<string, string>>) => text[language] ?? text['vi'] ?? '';
  const named = (one: string): Choice => ({ id: one, title: unitTitle(ctx.directory.unitOn(one, round.opensOn)) });
  const under = unitsUnder(ctx, round, unit).filter((one) => one !== unit);
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn));
  const types = respondentTypes.filter(({ invitedOnly }) => !invitedOnly);
  return {
    areas: areas.map((area) => ({
      id: area.id,
      title: words(area.title),
      items: area.items.map((item) => ({ id: item.id, title: words(item.text) }))
    })),
    units: [named(unit), ...under.map(named).sort((a, b) => a.title.localeCompare(b.title, 'vi'))],
    types: floor.closedBatches ? [] : types.map((type) => ({ id: type.id, title: words(type.text) })),
    modes: floor.closedBatches ? [] : filingModes
  };
}
