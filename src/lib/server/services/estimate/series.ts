import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import { decision } from '../../../domain/estimate/decision.ts';
import { counterUnitOn } from '../../../domain/organisation/history.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { nowMark, readAsNow } from './as-now.ts';
import { batchTop } from './batch-gate.ts';
import type { CounterEntry, RoundEntry } from '../organisation/directory.ts';
import { ofRound, roundMarks, type RoundMarks } from './closed-rounds.ts';
import { KEY, type RoundFigures } from '../trends/round-figures.ts';
import { figuresInTable } from '../units/unit-figures.ts';
import type { SeriesPoint, SeriesView } from './estimate-view.ts';
import { gatedHeadline, type GatedRound } from './estimates.ts';
import { headlineOf } from './figures.ts';
import { ALL, countOf, cutCells, estimateHeadline, type RoundReading, unitsUnder } from '../rounds/round-reading.ts';

/** Rounds in the headline series. */
const SERIES_MAX = 8;
export interface SeriesQuery {
  readonly unit: string;
  /** The newest round in it; null = the newest of all. */
  readonly upTo: RoundEntry | null;
  /** Units as they were in each round, or as they are today. */
  readonly as: 'then' | 'now';
}

/** The headline over the rounds, oldest first. `known`: a round of the unit that was read already. */
export async function seriesOf(
  ctx: Context,
  { unit, upTo, as }: SeriesQuery,
  known: GatedRound | null
): Promise<SeriesView> {
  requireCan(ctx, 'overview.read', unit);
  const begun = ctx.directory.rounds().filter((round) => upTo === null || round.opensOn <= upTo.opensOn);
  const found: { readonly round: RoundEntry; readonly point: SeriesPoint }[] = [];
  const marks = await roundMarks(ctx);
  for (const round of begun) {
    if (found.length === SERIES_MAX) break;
    await othersFirst(); // between two rounds the answers that came in meanwhile
    const point = await keptPoint(ctx, marks, { round, unit, as }, known);
    if (point) found.unshift({ round, point });
  }
  const compare = membership(ctx, unit);
  const today = localDay(ctx.now());
  const days = found.map(({ round }) => round.opensOn);
  const oldest = begun.slice(0, SERIES_MAX).at(-1)?.opensOn ?? today;
  return {
    as,
    points: found.map(({ point }, i) => ({
      ...point,
      changedOn: i === 0 ? null : compare(days[i - 1] ?? '', days[i] ?? '')
    })),
    confidence: found.at(-1)?.round.design.confidence ?? 0,
    changedAfter: compare(days.at(-1) ?? today, today),
    hasChanges: compare(oldest, today) !== null
  };
}

type Plain = Omit<SeriesPoint, 'changedOn'>;

interface PointQuery {
  readonly round: RoundEntry;
  readonly unit: string;
  readonly as: 'then' | 'now';
}

/** From memory where the round is closed. As now it depends on the day and on where the counters are by then. */
function keptPoint(ctx: Context, marks: RoundMarks, query: PointQuery, known: GatedRound | null) {
  const { round, unit, as } = query;
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn));
  const today = as === 'now' ? nowMark(ctx) : '';
  const members = unitsUnder(ctx, round, unit).length;
  const batchesOf = floor.closedBatches ? batchTop(ctx, round, unit) : null;
  const name = JSON.stringify(['series', unit, members, floor.minimum, batchesOf, as, today]);
  const isShared = unit === ctx.directory.root().id && as === 'then' && !floor.closedBatches;
  return ofRound(ctx, marks, { round, name, isShared }, async () => {
    const table =
      as === 'then' && !isShared ? await figuresInTable(ctx, marks, round, { unit, filter: ALL }) : undefined;
    return table ? inTable(round, table) : pointOf(ctx, query, known);
  });
}

function inTable({ id: round, name, status }: RoundEntry, { n, shares }: RoundFigures): SeriesPoint {
  const { share = null, ci = null, conclusive = false } = shares[KEY] ?? {};
  return { round, name, open: status === 'open', n, share, ci, conclusive, changedOn: null };
}

async function pointOf(
  ctx: Context,
  { round, unit, as }: PointQuery,
  known: GatedRound | null
): Promise<SeriesPoint | null> {
  const now = as === 'now' ? await readAsNow(ctx, round, unit) : 'same';
  if (now === null) return null;
  if (now !== 'same') return { ...shown(ctx, now.reading, () => now.isHidden), changedOn: null };
  if (unitsUnder(ctx, round, unit).length === 0) return null;
  const { reading, gate } = known?.reading.round.id === round.id ? known : await gatedHeadline(ctx, round, unit);
  const hides = (n: number, keyCounts: readonly number[]) => gate.of({ unit, filter: ALL, n, keyCounts }) !== null;
  return { ...shown(ctx, reading, hides), changedOn: null };
}

function shown(
  ctx: Context,
  reading: RoundReading,
  hides: (n: number, keyCounts: readonly number[]) => boolean
): Plain {
  const { round } = reading;
  const cells = cutCells(reading, ALL);
  const n = countOf(cells);
  const base = { round: round.id, name: round.name, open: round.status === 'open' };
  const figures = estimateHeadline(ctx, reading, cells, () => true);
  const suppressed = hides(n, figures.counts);
  if (suppressed || n === 0) {
    return { ...base, n: suppressed ? null : 0, share: null, ci: null, conclusive: false };
  }
  const headline = headlineOf(ctx, round, figures);
  const verdict = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
  return { ...base, n, share: headline.share, ci: headline.ci, conclusive: verdict.conclusive };
}

/** The last day between two on which a counter that was there on both came to the unit or left it; null when none did. */
export function membership(ctx: Context, unit: string): (from: string, to: string) => string | null {
  const { directory } = ctx;
  const moves = directory.counterMoves();
  const days = [...new Set([...directory.parentDays(), ...moves.map(({ on }) => on)])].sort();
  const movesOf = Map.groupBy(moves, ({ counter }) => counter);
  const memo = new Map<string, boolean>();
  const isUnder = (id: string, day: string) => {
    const key = `${id} ${day}`;
    const is = memo.get(key) ?? directory.path(id, day).includes(unit);
    memo.set(key, is);
    return is;
  };
  const belongs = ({ id, unit: present }: CounterEntry, day: string) =>
    isUnder(counterUnitOn(movesOf.get(id) ?? [], id, present, day), day);
  return (from, to) => {
    const changed = directory
      .everyCounter()
      .filter((counter) => counter.from <= to && belongs(counter, from) !== belongs(counter, to));
    if (changed.length === 0) return null;
    const between = days.filter((day) => day > from && day <= to);
    const isTurn = (day: string, before: string) =>
      changed.some((counter) => belongs(counter, before) !== belongs(counter, day));
    return between.findLast((day, i) => isTurn(day, between[i - 1] ?? from)) ?? to;
  };
}
