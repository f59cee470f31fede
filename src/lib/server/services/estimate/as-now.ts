import { createHash } from 'node:crypto';
import { asNow, type AsNow, type CounterPlace } from '../../../domain/organisation/as-now.ts';
import { counterUnitOn } from '../../../domain/organisation/history.ts';
import { decodeMoments } from '../../../domain/tally/encode.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { readCells, storedCell, type StoredCell } from './estimate-cells.ts';
import { gatedRound, type GatedRound } from './estimates.ts';
import { ALL, countOf, cutCells, estimateHeadline, type RoundReading, unitsUnder } from '../rounds/round-reading.ts';

/** A round as a unit of today would have been in it; `isHidden` where the gate keeps it back. */
export interface AsNowRound {
  readonly reading: RoundReading;
  readonly isHidden: boolean;
}

/** By the list of rounds, which the directory makes anew with whatever it holds. */
const marks = new WeakMap<
  ReturnType<Context['directory']['rounds']>,
  { readonly day: string; readonly mark: string }
>();

/** Names what figures as now hang on: the day, the tree of today, and where its counters are and were. */
export function nowMark({ directory, now }: Context): string {
  const day = localDay(now());
  const known = marks.get(directory.rounds());
  if (known?.day === day) return known.mark;
  const lines = [
    ...directory.units().map(({ id }) => directory.path(id, day).slice(-2).join(' in ')),
    ...directory.everyCounter().map(({ id, unit, from }) => `${id} at ${unit} from ${from}`),
    ...directory.counterMoves().map(({ counter, from, on }) => `${counter} left ${from} on ${on}`)
  ];
  const mark = `${day} ${createHash('sha256').update(lines.join('\n')).digest('base64')}`;
  marks.set(directory.rounds(), { day, mark });
  return mark;
}

/** A unit of today in a round of then; null where it would have had no counter in it, 'same' where nothing has changed. */
export async function readAsNow(ctx: Context, round: RoundEntry, unit: string): Promise<AsNowRound | 'same' | null> {
  const today = localDay(ctx.now());
  const places = await placesIn(ctx, round);
  const isIn = (id: string) => ctx.directory.path(id, today).includes(unit);
  const found = asNow(places, isIn, new Set(unitsUnder(ctx, round, unit)));
  if (found.isSame) return 'same';
  if (found.whole.length + found.parts.length === 0) return null;
  const gated = await gatedRound(ctx, round, unit);
  const { reading } = gated;
  const around = await readCells(ctx, round, found.group, reading.floor);
  const wholes = around.cells.filter((cell) => found.whole.includes(cell.unit));
  const isDivided = found.parts.length > 0;
  // Of a part of a unit N is not known: then none of the strata is weighted.
  const unweighted = { current: { final: null, provisional: null }, previous: null };
  const cells = [...wholes, ...(await counterCells(ctx, round, new Set(found.parts.map(({ counter }) => counter))))];
  return {
    reading: { ...reading, cells, transactions: isDivided ? unweighted : reading.transactions },
    isHidden: await isHidden(ctx, { found, gated, around: around.cells })
  };
}

/** Every counter with its unit when the round opened and now. Those with answers count, whatever their dates say. */
async function placesIn(ctx: Context, round: RoundEntry): Promise<readonly CounterPlace[]> {
  const moves = Map.groupBy(ctx.directory.counterMoves(), ({ counter }) => counter);
  const answered = await ctx.db
    .selectFrom('counter_moment')
    .select(['unit', 'counter'])
    .distinct()
    .where('round', '=', round.id)
    .execute();
  const then = new Map(answered.map(({ counter, unit }) => [counter, unit]));
  return ctx.directory.everyCounter().flatMap(({ id: counter, unit: now, from }): readonly CounterPlace[] => {
    const known = then.get(counter);
    if (known !== undefined) return [{ counter, then: known, now }];
    const unit = counterUnitOn(moves.get(counter) ?? [], counter, now, round.opensOn);
    return from <= round.closesOn && round.units.has(unit) ? [{ counter, then: unit, now }] : [];
  });
}

async function counterCells(
  ctx: Context,
  round: RoundEntry,
  counters: ReadonlySet<string>
): Promise<readonly (StoredCell & { readonly counter: string })[]> {
  if (counters.size === 0) return [];
  const rows = await ctx.db
    .selectFrom('counter_moment')
    .selectAll()
    .where('round', '=', round.id)
    .where('counter', 'in', [...counters])
    .execute();
  return rows.map((row) => ({ ...storedCell(ctx, round, row, decodeMoments(row.moments)), counter: row.counter }));
}

interface Asked {
  readonly found: AsNow;
  readonly gated: GatedRound;
  /** The cells of all units of then in the group. */
  readonly around: readonly StoredCell[];
}

/**
 * Figures as now stand beside those as then, and whoever has both can subtract. So they are shown only where every unit
 * of then that is mixed into them is itself shown, and every counter of a divided unit has no answers or at least the
 * floor: whatever sums of these are told, today or after a later change, none is of fewer. Who sees closed batches sees
 * none of a divided unit, for counters have no batches.
 */
async function isHidden(ctx: Context, { found, gated: { reading, gate }, around }: Asked): Promise<boolean> {
  const { round, floor } = reading;
  const isKept = (cells: readonly StoredCell[], unit: string | null) => {
    const counted = cutCells({ ...reading, cells }, ALL);
    const n = countOf(counted);
    const { counts: keyCounts } = estimateHeadline(ctx, reading, counted, () => true);
    if (unit !== null) return gate.of({ unit, filter: ALL, n, keyCounts }) !== null;
    const answered = keyCounts.reduce((sum, count) => sum + count, 0);
    return [n, answered].some((count) => count > 0 && count < floor.minimum);
  };
  const byUnit = Map.groupBy(around, (cell) => cell.unit);
  if (found.group.some((unit) => isKept(byUnit.get(unit) ?? [], unit))) return true;
  if (found.divided.length === 0) return false;
  if (floor.closedBatches) return true;
  const byCounter = Map.groupBy(await counterCells(ctx, round, new Set(found.divided)), ({ counter }) => counter);
  return [...byCounter.values()].some((cells) => isKept(cells, null));
}
