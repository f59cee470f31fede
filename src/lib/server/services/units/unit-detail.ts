import { floorFor } from '../../../domain/access/policy.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkQuery, gatedRound } from '../estimate/estimates.ts';
import { roundView, unitView } from '../estimate/figures.ts';
import { keptView, type AsOf } from '../estimate/kept-views.ts';
import { ALL } from '../rounds/round-reading.ts';
import { counterFigures, type CounterFigures } from './counter-figures.ts';
import { itemFigures, type ItemsOfArea } from './item-figures.ts';

/** A unit in a round down to its counters and items; never to a person or a shift. */
export interface UnitDetail {
  readonly unit: ReturnType<typeof unitView>;
  readonly round: ReturnType<typeof roundView>;
  readonly counters: CounterFigures;
  readonly areas: readonly ItemsOfArea[];
  readonly floor: number;
  readonly decisionN: number;
  readonly releasedThrough: string | null;
}

export interface DetailQuery {
  readonly round: string;
  readonly unit: string;
}

/** Throws `access.denied`, `round.not_found`. */
export async function unitDetail(ctx: Context, { round: id, unit }: DetailQuery): Promise<AsOf<UnitDetail>> {
  requireCan(ctx, 'overview.read', unit);
  checkQuery(ctx, { round: id, unit, ...ALL });
  const round = ctx.directory.round(id);
  return keptView(ctx, ['detail', id, unit], async () => {
    const gated = await gatedRound(ctx, round, unit);
    return {
      unit: unitView(ctx, unit, round),
      round: roundView(round),
      counters: await counterFigures(ctx, gated, unit),
      areas: itemFigures(ctx, gated, unit),
      floor: floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn)).minimum,
      decisionN: round.design.decisionN,
      releasedThrough: gated.reading.releasedThrough
    };
  });
}
