import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import type { Context } from '../../context.ts';
import { ofRound, roundMarks, type RoundMarks } from '../estimate/closed-rounds.ts';
import { gatedRound } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { unitsUnder } from '../rounds/round-reading.ts';
import { itemFigures } from '../units/item-figures.ts';
import type { RoundFigures } from './round-figures.ts';
import type { RoundPoint } from './round-points.ts';

type ItemFigures = Pick<RoundFigures, 'shares' | 'hidden'>;

/**
 * The points of a unit, as then and without cuts, with the items of an item's area that its page of counters and items
 * tells of each round (`units/unit-detail.ts`): the series tells nothing more than those pages do.
 */
export async function withItems(
  ctx: Context,
  of: { readonly unit: string; readonly item: string },
  points: readonly RoundPoint[]
): Promise<readonly RoundPoint[]> {
  const marks = await roundMarks(ctx);
  const found: RoundPoint[] = [];
  for (const point of points) {
    await othersFirst(); // between two rounds the answers that came in meanwhile
    const { shares, hidden } = await itemsOf(ctx, marks, point.round, of);
    found.push({ ...point, shares: { ...point.shares, ...shares }, hidden: [...point.hidden, ...hidden] });
  }
  return found;
}

async function itemsOf(
  ctx: Context,
  marks: RoundMarks,
  round: RoundEntry,
  { unit, item }: { readonly unit: string; readonly item: string }
): Promise<ItemFigures> {
  const { areas } = ctx.directory.questionnaire(round.questionnaire);
  const area = areas.find(({ items }) => items.some(({ id }) => id === item))?.id;
  if (area === undefined) return { shares: {}, hidden: [] };
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn));
  const compute = async () => split(itemFigures(ctx, await gatedRound(ctx, round, unit), unit, area));
  // Closed batches grow with the days.
  if (floor.closedBatches) return compute();
  const members = unitsUnder(ctx, round, unit).length;
  return ofRound(ctx, marks, { round, name: JSON.stringify(['items', unit, area, members, floor.minimum]) }, compute);
}

function split(areas: ReturnType<typeof itemFigures>): ItemFigures {
  const items = areas.flatMap((area) => area.items);
  return {
    shares: Object.fromEntries(items.flatMap(({ id, figure }) => (figure === null ? [] : [[id, figure]]))),
    hidden: items.filter(({ isHidden }) => isHidden).map(({ id }) => id)
  };
}
