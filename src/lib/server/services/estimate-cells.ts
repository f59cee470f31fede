import type { Cell } from '../../domain/estimate/design.ts';
import { parseLane, type Lane } from '../../domain/tally/lane.ts';
import { decodeMoments } from '../../domain/tally/encode.ts';
import { subtractMoments } from '../../domain/tally/moments.ts';
import { assert } from '../../domain/shared/assert.ts';
import { DAY_MS, localDay } from '../../domain/shared/time.ts';
import type { Floor } from '../../domain/access/policy.ts';
import type { Context } from '../context.ts';
import { cellName, collect } from './cells.ts';
import type { RoundEntry } from './directory.ts';
import { layoutOf } from './layouts.ts';
import { contributionOf } from './verify.ts';

/** A stored cell with its keys, ready for the estimator. */
export interface StoredCell extends Cell {
  readonly unit: string;
  readonly respondentType: string;
  readonly lane: Lane;
  readonly n: number;
}

export interface ReadCells {
  readonly cells: readonly StoredCell[];
  /** The last day in them, for readers in closed batches; null = up to now. */
  readonly releasedThrough: string | null;
}

/**
 * The cells of units in a round, for a reader. Who is rated sees closed batches only: days are released together once
 * they hold as many answers as the floor, and never the current day, so that nobody watches one answer arrive.
 */
export async function readCells(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[],
  floor: Floor
): Promise<ReadCells> {
  const rows = await ctx.db
    .selectFrom('unit_moment')
    .selectAll()
    .where('round', '=', round.id)
    .where('unit', 'in', units)
    .execute();
  const stored = rows.map((row) => ({ row, moments: decodeMoments(row.moments) }));
  if (!floor.closedBatches)
    return { cells: stored.map(({ row, moments }) => cellOf(ctx, round, row, moments)), releasedThrough: null };

  const releasedThrough = await lastReleasedDay(ctx, round, units, floor.minimum);
  const held = await ctx.db
    .selectFrom('response')
    .selectAll()
    .where('round', '=', round.id)
    .where('unit', 'in', units)
    .where('local_day', '>', releasedThrough)
    .execute();
  const withheld = collect(
    'unit_moment',
    held.map((row) => contributionOf(ctx.directory, row))
  );
  const cells = stored.map(({ row, moments }) => {
    const name = cellName('unit_moment', { counter: '', local_day: '', ...row });
    const minus = withheld.get(name);
    return cellOf(ctx, round, row, minus ? subtractMoments(moments, minus.moments) : moments);
  });
  return { cells, releasedThrough };
}

interface Key {
  readonly unit: string;
  readonly respondent_type: string;
  readonly filing_mode: string;
  readonly lane: string;
  readonly booklet: string;
}

function cellOf(ctx: Context, round: RoundEntry, key: Key, moments: readonly number[]): StoredCell {
  const lane = parseLane(key.lane);
  assert(lane, 'a stored lane is known', { lane: key.lane });
  return {
    stratum: `${key.unit}|${key.respondent_type}|${key.filing_mode}`,
    booklet: key.booklet,
    family: key.booklet.slice(0, key.booklet.lastIndexOf('/')),
    layout: layoutOf(ctx.directory, round, key.booklet),
    moments,
    unit: key.unit,
    respondentType: key.respondent_type,
    lane,
    n: moments[0] ?? 0
  };
}

/** Days in order, joined until a batch holds the floor; the last day of the last full batch before today ('' = none). */
async function lastReleasedDay(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[],
  minimum: number
): Promise<string> {
  const days = await ctx.db
    .selectFrom('unit_day')
    .select(['local_day', 'moments'])
    .where('round', '=', round.id)
    .where('unit', 'in', units)
    .where('local_day', '<=', localDay(ctx.now() - DAY_MS))
    .where('lane', 'like', '%/counted') // test answers fill no batch
    .orderBy('local_day')
    .execute();
  const byDay = new Map<string, number>();
  for (const day of days)
    byDay.set(day.local_day, (byDay.get(day.local_day) ?? 0) + (decodeMoments(day.moments)[0] ?? 0));
  let waiting = 0;
  let released = '';
  for (const [day, n] of byDay) {
    waiting += n;
    if (waiting < minimum) continue;
    released = day;
    waiting = 0;
  }
  return released;
}
