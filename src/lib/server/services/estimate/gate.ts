import { sql } from 'kysely';
import type { Floor } from '../../../domain/access/policy.ts';
import { disclosure, type Disclosure } from '../../../domain/disclosure/disclosure.ts';
import { allDissatisfied } from '../../../domain/disclosure/suppression.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { decodeFirst } from '../../../domain/tally/encode.ts';
import { parseLane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { countsInHeadline } from './estimate-cells.ts';
import type { Suppression } from './estimate-view.ts';
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

/** The one suppression gate under page, API and report (DESIGN §5.7): why a figure is not shown; null = it is. */
export type Gate = (asked: Asked) => Suppression | null;

/** The gate of a round for readers with a floor. */
export async function gateOf(ctx: Context, round: RoundEntry, floor: Floor): Promise<Gate> {
  if (floor.closedBatches) return closedBatchGate(floor);
  const mayShow = await (round.status === 'closed'
    ? keptDisclosure(ctx, round, floor)
    : disclosureOf(ctx, round, floor));
  return ({ unit: id, filter, n, keyCounts }) => {
    const keepsLane = filter.lane === null ? null : laneFilter(filter.lane, round);
    const { respondentType } = filter;
    const hidden = mayShow(id, { respondentType, keepsLane });
    if (hidden === 'complementary' && respondentType !== null && filter.lane !== null) return 'two_cuts';
    return hidden ?? belowFloor(n, keyCounts, floor);
  };
}

/** Batches hold ten answers of a unit in all, not ten of each cut: two days of a cut would show one person's answer. */
function closedBatchGate(floor: Floor): Gate {
  return ({ filter, n, keyCounts }) => {
    const small = belowFloor(n, keyCounts, floor);
    if (small !== null) return small;
    if (n > 0 && allDissatisfied(keyCounts)) return 'all_dissatisfied';
    return filter.respondentType === null && filter.lane === null ? null : 'complementary';
  };
}

function belowFloor(n: number, keyCounts: readonly number[], { minimum }: Floor): Suppression | null {
  const answered = keyCounts.reduce((sum, count) => sum + count, 0);
  const isSmall = (count: number) => count > 0 && count < minimum;
  return isSmall(n) || isSmall(answered) ? 'floor' : null;
}

/** By the very entry, which the directory makes anew when a round is reopened; by floor. The answers are frozen till then. */
const kept = new WeakMap<RoundEntry, Map<number, Promise<Disclosure>>>();

function keptDisclosure(ctx: Context, round: RoundEntry, floor: Floor): Promise<Disclosure> {
  const own = kept.get(round) ?? new Map<number, Promise<Disclosure>>();
  kept.set(round, own);
  const found = own.get(floor.minimum) ?? disclosureOf(ctx, round, floor);
  own.set(floor.minimum, found);
  found.catch(() => own.delete(floor.minimum));
  return found;
}

/** A packed row begins with its length and its row count: this many bytes hold both. */
const PREFIX_BYTES = 16;

async function disclosureOf(ctx: Context, round: RoundEntry, floor: Floor): Promise<Disclosure> {
  const rows = await ctx.db
    .selectFrom('unit_moment')
    .select(['unit', 'respondent_type', 'lane'])
    .select(sql<Uint8Array>`substr(moments, 1, ${sql.lit(PREFIX_BYTES)})`.as('prefix'))
    .where('round', '=', round.id)
    .execute();
  const cells = rows.map(({ unit, respondent_type: respondentType, lane: key, prefix }) => {
    const lane = parseLane(key);
    assert(lane, 'a stored lane is known', { lane: key });
    return { unit, respondentType, lane, n: decodeFirst(prefix) };
  });
  const paths = new Map([...round.units].map((id) => [id, ctx.directory.path(id, round.opensOn)]));
  return disclosure({ cells, paths, counted: countsInHeadline(round), floor: floor.minimum });
}
