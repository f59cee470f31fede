import type { Floor } from '../../../domain/access/policy.ts';
import { WHOLE } from '../../../domain/disclosure/disclosure.ts';
import { roundDisclosure } from '../../../domain/disclosure/round-disclosure.ts';
import { allDissatisfied } from '../../../domain/disclosure/suppression.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { unitsUnder } from '../rounds/round-reading.ts';
import { countsInHeadline, readCells } from './estimate-cells.ts';
import { hiddenItems } from './hidden-items.ts';
import { belowFloor, cutsIn, isSmall, type Gate } from './shown.ts';
import { countsIn } from './round-counts.ts';

/**
 * The gate of readers in closed batches, at and under a unit. Batches hold ten answers of a unit in all, not ten of each
 * cut: two days of a cut would show one person's answer. What is hidden among their units is covered by others of theirs.
 */
export async function batchGate(ctx: Context, round: RoundEntry, floor: Floor, unit: string): Promise<Gate> {
  const { shown, hiddenItems: items } = await released(ctx, round, floor, batchTop(ctx, round, unit));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.map(({ id }) => id);
  return {
    of: ({ unit: id, filter, n, keyCounts }) => {
      const small = belowFloor(n, keyCounts, floor);
      if (small !== null) return small;
      if (n > 0 && allDissatisfied(keyCounts)) return 'all_dissatisfied';
      return cutsIn(filter) === 0 ? shown.whole(id, WHOLE) : 'complementary';
    },
    ofArea: ({ unit: id, area, n }) => (isSmall(n, floor) ? 'floor' : shown.area(areas.indexOf(area), id, WHOLE)),
    ofOwn: shown.own,
    hiddenItems: items
  };
}

/** The highest unit on the way to a unit whose figures the reader may see: what is shown of it stands beside the unit's. */
export function batchTop(ctx: Context, round: RoundEntry, unit: string): string {
  return ctx.directory.path(unit, round.opensOn).find((id) => can(ctx, 'estimate.read', id)) ?? unit;
}

async function released(ctx: Context, round: RoundEntry, floor: Floor, top: string) {
  const units = unitsUnder(ctx, round, top);
  const { cells } = units.length > 0 ? await readCells(ctx, round, units, floor) : { cells: [] };
  const pathOf = (id: string) => ctx.directory.path(id, round.opensOn);
  const paths = new Map(units.map((id) => [id, pathOf(id).slice(pathOf(id).indexOf(top))]));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.length;
  const counts = countsIn(ctx, round, cells);
  const input = { paths, floor: floor.minimum };
  const shown = roundDisclosure(counts, { ...input, counted: countsInHeadline(round), areas });
  return { shown, hiddenItems: hiddenItems(ctx, round, { ...input, cells: counts, shown }) };
}
