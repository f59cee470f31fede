import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Cell } from '../../../domain/estimate/design.ts';
import { parseLane, type Lane } from '../../../domain/tally/lane.ts';
import { decodeMoments } from '../../../domain/tally/encode.ts';
import { COUNTS, headlineMoments, keyItemAt } from '../../../domain/tally/layout.ts';
import { subtractMoments } from '../../../domain/tally/moments.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS, localDay } from '../../../domain/shared/time.ts';
import type { Floor } from '../../../domain/access/policy.ts';
import type { Context } from '../../context.ts';
import { cellName } from '../../db/cell-rows.ts';
import { collect, type Cells } from './cells.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { headlineLayoutOf, layoutOf } from './layouts.ts';
import { contributionOf } from '../store/verify.ts';

/** A stored cell with its keys, ready for the estimator. */
export interface StoredCell extends Cell {
  readonly unit: string;
  readonly respondentType: string;
  readonly lane: Lane;
  readonly n: number;
}

/** What of the cells is read: all their sums, or those of the key item where nothing else is estimated. */
export type CellPart = 'whole' | 'headline';

export interface ReadCells {
  readonly cells: readonly StoredCell[];
  /** For readers in closed batches: the last day in them, of any unit ('' = none); null = up to now. */
  readonly releasedThrough: string | null;
}

/**
 * The cells of units in a round, for a reader. Who is rated sees closed batches only: days of a unit are released
 * together once they hold as many answers as the floor and so do the days after them, and never the current day, so
 * that nobody watches one answer arrive. The last batch waits until the round is closed and takes what is left over:
 * less than the floor would be told by the difference between the whole and what was released before. A unit above is
 * the sum of what its units have released, so that no difference between them tells more.
 */
export async function readCells(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[],
  floor: Floor,
  part: CellPart = 'whole'
): Promise<ReadCells> {
  if (floor.closedBatches && round.status !== 'closed') return readBatches(ctx, round, units, floor);
  const cellOf = part === 'headline' ? headlineCell : wholeCell;
  const cells: StoredCell[] = [];
  const sorted = [...units].sort();
  for (let at = 0; at < sorted.length; at += UNITS_AT_ONCE) {
    if (at > 0) await othersFirst();
    const rows = await rowsOf(ctx, round, sorted.slice(at, at + UNITS_AT_ONCE));
    for (const row of rows) cells.push(cellOf(ctx, round, row));
  }
  return { cells, releasedThrough: null };
}

/** Units that are read at once: between them the answers that came in meanwhile. */
const UNITS_AT_ONCE = 100;

function rowsOf({ db }: Context, round: RoundEntry, units: readonly string[]) {
  return db.selectFrom('unit_moment').selectAll().where('round', '=', round.id).where('unit', 'in', units).execute();
}

/**
 * What comes in between reading the sums and the answers that are taken from them would stand in the one alone, so that
 * the figures were by that very answer away from those of a moment later. Then both are read again.
 */
async function readBatches(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[],
  { minimum }: Floor
): Promise<ReadCells> {
  for (let times = 0; times < READS_MAX; times += 1) {
    const released = await lastReleasedDays(ctx, round, units, minimum);
    const rows = await rowsOf(ctx, round, units);
    const withheld: Cells = new Map();
    for (const unit of units) await collectHeld(ctx, { round, unit, after: released.get(unit) ?? '' }, withheld);
    if (!isSame(rows, await rowsOf(ctx, round, units))) continue;
    const cells = rows.map((row) => {
      const moments = decodeMoments(row.moments);
      const name = cellName('unit_moment', { counter: '', local_day: '', ...row });
      const minus = withheld.get(name);
      return storedCell(ctx, round, row, minus ? subtractMoments(moments, minus.moments) : moments);
    });
    return { cells, releasedThrough: [...released.values()].sort().at(-1) ?? '' };
  }
  throw problem('store.busy');
}

const READS_MAX = 5;

type PackedRows = Awaited<ReturnType<typeof rowsOf>>;

/** The databases give rows in an order of their own. */
function isSame(before: PackedRows, after: PackedRows): boolean {
  const lineOf = ({ moments, ...row }: PackedRows[number]) =>
    `${cellName('unit_moment', { counter: '', local_day: '', ...row })} ${Buffer.from(moments).toString('base64')}`;
  const known = new Set(before.map(lineOf));
  return before.length === after.length && after.every((row) => known.has(lineOf(row)));
}

async function collectHeld(ctx: Context, of: { round: RoundEntry; unit: string; after: string }, into: Cells) {
  const held = await ctx.db
    .selectFrom('response')
    .selectAll()
    .where('round', '=', of.round.id)
    .where('unit', '=', of.unit)
    .where('local_day', '>', of.after)
    .execute();
  const contributions = held.map((row) => contributionOf(ctx.directory, row));
  collect('unit_moment', contributions, into);
}

/** Whether a lane counts in the headline of a round. */
export function countsInHeadline(round: RoundEntry): (lane: Lane) => boolean {
  return ({ status, evidence }) => status === 'counted' && round.design.evidenceCounted.includes(evidence);
}

interface Key {
  readonly unit: string;
  readonly respondent_type: string;
  readonly filing_mode: string;
  readonly lane: string;
  readonly booklet: string;
}

/** A stored row as the estimator takes it. */
export function storedCell(ctx: Context, round: RoundEntry, key: Key, moments: readonly number[]): StoredCell {
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

type PackedRow = Key & { readonly moments: Uint8Array };

const wholeCell = (ctx: Context, round: RoundEntry, row: PackedRow) =>
  storedCell(ctx, round, row, decodeMoments(row.moments));

/** A tenth of the numbers, and the same headline. */
export function headlineCell(ctx: Context, round: RoundEntry, row: PackedRow): StoredCell {
  const layout = layoutOf(ctx.directory, round, row.booklet);
  const first = decodeMoments(row.moments, keyItemAt(layout) + COUNTS);
  return { ...storedCell(ctx, round, row, headlineMoments(layout, first)), layout: headlineLayoutOf(layout) };
}

const EVERY_DAY = '9999-12-31';

/**
 * By unit: days before today in order, joined until a batch holds the floor; the last day of the last full batch but
 * one. Of a closed round every day.
 */
export async function lastReleasedDays(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[],
  minimum: number
): Promise<ReadonlyMap<string, string>> {
  if (round.status === 'closed') return new Map(units.map((unit) => [unit, EVERY_DAY]));
  const days = await ctx.db
    .selectFrom('unit_day')
    .select(['unit', 'local_day', 'lane', 'moments'])
    .where('round', '=', round.id)
    .where('unit', 'in', units)
    .where('local_day', '<=', localDay(ctx.now() - DAY_MS))
    .orderBy('local_day')
    .execute();
  const counts = countsInHeadline(round); // test answers fill no batch
  const counted = days.filter(({ lane: key }) => {
    const lane = parseLane(key);
    return lane && counts(lane);
  });
  const released = new Map<string, string>();
  for (const [unit, rows] of Map.groupBy(counted, (row) => row.unit)) {
    let waiting = 0;
    let full = '';
    for (const [day, lanes] of Map.groupBy(rows, (row) => row.local_day)) {
      waiting += lanes.reduce((n, { moments }) => n + (decodeMoments(moments)[0] ?? 0), 0);
      if (waiting < minimum) continue;
      if (full !== '') released.set(unit, full);
      full = day;
      waiting = 0;
    }
  }
  return released;
}
