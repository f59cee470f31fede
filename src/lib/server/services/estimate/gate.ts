import type { Floor } from '../../../domain/access/policy.ts';
import type { Cut } from '../../../domain/disclosure/disclosure.ts';
import { roundDisclosure, type RoundDisclosure } from '../../../domain/disclosure/round-disclosure.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { batchGate } from './batch-gate.ts';
import { countsInHeadline } from './estimate-cells.ts';
import { hiddenItems, type HiddenItems } from './hidden-items.ts';
import { roundCounts } from './round-counts.ts';
import { belowFloor, cutsIn, isSmall, type Gate } from './shown.ts';
import { isLate, laneFilter, type Filter } from '../rounds/round-reading.ts';

/** The gate of a round for readers with a floor, at and under a unit. */
export async function gateOf(ctx: Context, round: RoundEntry, floor: Floor, top: string): Promise<Gate> {
  if (floor.closedBatches) return batchGate(ctx, round, floor, top);
  const { shown, hiddenItems: items } = await (round.status === 'closed'
    ? keptTold(ctx, round, floor)
    : toldOf(ctx, round, floor));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.map(({ id }) => id);
  const cutOf = ({ respondentType, filingMode, lane }: Filter): Cut => {
    return { respondentType, filingMode, keepsLane: lane === null ? null : laneFilter(lane, round) };
  };
  // What a closed round tells is kept, and late answers come after that: of them the whole alone is told.
  const isWithheld = (unit: string, filter: Filter) =>
    round.status === 'closed' && isLate(filter) && unit !== ctx.directory.root().id;
  return {
    of: ({ unit, filter, n, keyCounts }) => {
      const hidden = isWithheld(unit, filter) ? 'complementary' : shown.whole(unit, cutOf(filter));
      if (hidden === 'complementary' && cutsIn(filter) > 1) return 'two_cuts';
      return hidden ?? belowFloor(n, keyCounts, floor);
    },
    ofArea: ({ unit, filter, area, n }) => {
      if (isSmall(n, floor)) return 'floor';
      return shown.area(areas.indexOf(area), unit, cutOf(filter));
    },
    ofOwn: shown.own,
    hiddenItems: items
  };
}

/** By the very entry, which the directory makes anew when a round is reopened; by floor. The answers are frozen till then. */
const kept = new WeakMap<RoundEntry, Map<number, Promise<RoundTold>>>();

interface RoundTold {
  readonly shown: RoundDisclosure;
  readonly hiddenItems: HiddenItems;
}

function keptTold(ctx: Context, round: RoundEntry, floor: Floor): Promise<RoundTold> {
  const own = kept.get(round) ?? new Map<number, Promise<RoundTold>>();
  kept.set(round, own);
  const found = own.get(floor.minimum) ?? toldOf(ctx, round, floor);
  own.set(floor.minimum, found);
  found.catch(() => own.delete(floor.minimum));
  return found;
}

async function toldOf(ctx: Context, round: RoundEntry, { minimum: floor }: Floor): Promise<RoundTold> {
  const cells = await roundCounts(ctx, round);
  const paths = new Map([...round.units].map((id) => [id, ctx.directory.path(id, round.opensOn)]));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.length;
  const shown = roundDisclosure(cells, { paths, counted: countsInHeadline(round), floor, areas });
  return { shown, hiddenItems: hiddenItems(ctx, round, { cells, paths, floor, shown }) };
}
