import type { Floor } from '../../../domain/access/policy.ts';
import type { Cut } from '../../../domain/disclosure/disclosure.ts';
import { roundDisclosure, type RoundDisclosure } from '../../../domain/disclosure/round-disclosure.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { batchGate } from './batch-gate.ts';
import { countsInHeadline } from './estimate-cells.ts';
import type { Suppression } from './estimate-view.ts';
import { roundCounts } from './round-counts.ts';
import { laneFilter, type Filter } from '../rounds/round-reading.ts';

/** What is asked of a round: a unit, a cut of it, and what was found. */
export interface Asked {
  readonly unit: string;
  readonly filter: Filter;
  /** Responses. */
  readonly n: number;
  /** Answers 1 … 5 to the key item. */
  readonly keyCounts: readonly number[];
}

/** What is asked of an area in a cut of a unit. */
export interface AskedArea {
  readonly unit: string;
  readonly filter: Filter;
  readonly area: string;
  /** Those who answered it, with a score. */
  readonly n: number;
}

/** The one suppression gate under page, API and report (DESIGN §5.7): why a figure is not shown; null = it is. */
export interface Gate {
  /** Of a cut at all. */
  readonly of: (asked: Asked) => Suppression | null;
  readonly ofArea: (asked: AskedArea) => Suppression | null;
  /** Of a unit by the items alone for which it is accountable. */
  readonly ofOwn: (unit: string) => Suppression | null;
}

/** Why an area is not shown that so many answered; null = it is. */
export type HidesArea = (area: string, n: number) => Suppression | null;

/** The floor alone, where nothing is told beside it from which an area could be computed. */
export function floorOnly(floor: Floor): HidesArea {
  return (_, n) => (isSmall(n, floor) ? 'floor' : null);
}

/** The gate of a round for readers with a floor, at and under a unit. */
export async function gateOf(ctx: Context, round: RoundEntry, floor: Floor, unit: string): Promise<Gate> {
  if (floor.closedBatches) return batchGate(ctx, round, floor, unit);
  const shown = await (round.status === 'closed' ? keptDisclosure(ctx, round, floor) : disclosureOf(ctx, round, floor));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.map(({ id }) => id);
  const cutOf = ({ respondentType, filingMode, lane }: Filter): Cut => {
    return { respondentType, filingMode, keepsLane: lane === null ? null : laneFilter(lane, round) };
  };
  return {
    of: ({ unit, filter, n, keyCounts }) => {
      const hidden = shown.whole(unit, cutOf(filter));
      if (hidden === 'complementary' && cutsIn(filter) > 1) return 'two_cuts';
      return hidden ?? belowFloor(n, keyCounts, floor);
    },
    ofArea: ({ unit, filter, area, n }) => {
      if (isSmall(n, floor)) return 'floor';
      return shown.area(areas.indexOf(area), unit, cutOf(filter));
    },
    ofOwn: shown.own
  };
}

export const cutsIn = ({ respondentType, filingMode, lane }: Filter) =>
  [respondentType, filingMode, lane].filter((cut) => cut !== null).length;

export const isSmall = (n: number, { minimum }: Floor) => n > 0 && n < minimum;

/** Of a cut as a whole: its answers, and those to the key item. */
export function belowFloor(n: number, keyCounts: readonly number[], floor: Floor): Suppression | null {
  const answered = keyCounts.reduce((sum, count) => sum + count, 0);
  return isSmall(n, floor) || isSmall(answered, floor) ? 'floor' : null;
}

/** By the very entry, which the directory makes anew when a round is reopened; by floor. The answers are frozen till then. */
const kept = new WeakMap<RoundEntry, Map<number, Promise<RoundDisclosure>>>();

function keptDisclosure(ctx: Context, round: RoundEntry, floor: Floor): Promise<RoundDisclosure> {
  const own = kept.get(round) ?? new Map<number, Promise<RoundDisclosure>>();
  kept.set(round, own);
  const found = own.get(floor.minimum) ?? disclosureOf(ctx, round, floor);
  own.set(floor.minimum, found);
  found.catch(() => own.delete(floor.minimum));
  return found;
}

async function disclosureOf(ctx: Context, round: RoundEntry, floor: Floor): Promise<RoundDisclosure> {
  const cells = await roundCounts(ctx, round);
  const paths = new Map([...round.units].map((id) => [id, ctx.directory.path(id, round.opensOn)]));
  const areas = ctx.directory.questionnaire(round.questionnaire).areas.length;
  return roundDisclosure(cells, { paths, counted: countsInHeadline(round), floor: floor.minimum, areas });
}
