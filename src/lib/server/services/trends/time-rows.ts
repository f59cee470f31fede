import { floorFor, PUBLIC_FLOOR, type Floor } from '../../../domain/access/policy.ts';
import type { TimeMonth } from '../../../domain/disclosure/time-table.ts';
import { joined } from '../../../domain/disclosure/time-table.ts';
import { byMonth, timeTelling, toldRows, type TimeTelling } from '../../../domain/disclosure/time-telling.ts';
import type { Context } from '../../context.ts';
import { lastReleasedDays } from '../estimate/estimate-cells.ts';
import { gateOf } from '../estimate/gate.ts';
import type { Gate } from '../estimate/shown.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, floorOf, unitsUnder } from '../rounds/round-reading.ts';
import { ofRound, roundMarks, type RoundMarks } from '../estimate/closed-rounds.ts';
import { sumsAt, unitDays, type UnitDay } from './day-rows.ts';

/** A round by time, as a reader may see it from the top of what is theirs. */
export interface TimeReading {
  readonly top: string;
  readonly days: readonly UnitDay[];
  /** Null where the whole is below the floor, or hidden. */
  readonly telling: TimeTelling | null;
  /** What is told of the key item and then of each area, at the points and in the rows of the round; none in batches. */
  readonly indicators: readonly IndicatorTelling[];
  readonly closedBatches: boolean;
  readonly floor: number;
}

/** The finest points at which the whole is told of an indicator, and the units that are told of it by month. */
export interface IndicatorTelling {
  readonly finest: 'point' | 'month' | null;
  readonly units: ReadonlySet<string>;
}

/**
 * The days of all units under the reader's highest unit on the way to a unit, and what may be told of them; of a unit
 * below that, its own days where they are told.
 */
export async function readTime(ctx: Context, marks: RoundMarks, round: RoundEntry, unit: string): Promise<TimeReading> {
  const path = ctx.directory.path(unit, round.opensOn);
  const { minimum: floor, closedBatches } = floorFor(ctx.actor.grants, path);
  if (closedBatches) return batches(ctx, { round, unit, floor });
  const top = topOf(ctx, path);
  return fromTop(ctx, marks, { round, top, unit, floor: floorOf(ctx, round, top) });
}

/** The same for what everybody is told of a round that is public: from the province, with the public's floor. */
export async function readPublicTime(ctx: Context, round: RoundEntry, unit: string): Promise<TimeReading> {
  const top = ctx.directory.root().id;
  return fromTop(ctx, await roundMarks(ctx), { round, top, unit, floor: PUBLIC_FLOOR });
}

interface FromTop {
  readonly round: RoundEntry;
  readonly top: string;
  readonly unit: string;
  readonly floor: Floor;
}

async function fromTop(ctx: Context, marks: RoundMarks, { round, top, unit, floor }: FromTop): Promise<TimeReading> {
  const daysOf = (of: string) => unitDays(ctx, round, unitsUnder(ctx, round, of));
  const all = unit === top ? await daysOf(top) : null;
  const { minimum, closedBatches } = floor;
  const isShared = top === ctx.directory.root().id;
  const named = { round, name: JSON.stringify(['telling', top, minimum]), isShared };
  const told = await ofRound(ctx, marks, named, async () => {
    const gate = await gateOf(ctx, round, floor, top);
    return tellingOf(ctx, { round, top, days: all ?? (await daysOf(top)), gate }, minimum);
  });
  const days = all ?? (told.telling?.told.has(unit) ? await daysOf(unit) : []);
  return { top, days, ...told, closedBatches, floor: minimum };
}

function tellingOf(ctx: Context, of: RowsOf, floor: number): Pick<TimeReading, 'telling' | 'indicators'> {
  const tree = treeOf(ctx, of);
  const rows = timeRows(ctx, of, tree);
  const telling = rows && timeTelling({ ...rows, floor });
  return { telling, indicators: telling ? indicatorsOf(ctx, { ...of, tree, telling, floor }) : [] };
}

/** The reader's highest unit on a path: what is told by time is told from there. */
export function topOf(ctx: Context, path: readonly string[]): string {
  const isOwn = (_: string, i: number) => !floorFor(ctx.actor.grants, path.slice(0, i + 1)).closedBatches;
  return path.find(isOwn) ?? path.at(-1) ?? '';
}

/**
 * Who sees closed batches sees a unit's own, which hold the floor each and never change again. A unit with units under
 * it has none of its own, for theirs do not end on the same days.
 */
async function batches(
  ctx: Context,
  { round, unit, floor }: { readonly round: RoundEntry; readonly unit: string; readonly floor: number }
): Promise<TimeReading> {
  const none = { top: unit, days: [], telling: null, indicators: [], closedBatches: true, floor };
  const units = unitsUnder(ctx, round, unit);
  if (units.length !== 1) return none;
  const released = (await lastReleasedDays(ctx, round, units, floor)).get(unit) ?? '';
  const days = (await unitDays(ctx, round, units)).filter(({ day }) => day <= released);
  if (days.length === 0) return none;
  const points = joined(days, countOf, floor).map((batch) => ({
    days: batch.map(({ day }) => day),
    n: batch.reduce((sum, one) => sum + countOf(one), 0)
  }));
  const months = Map.groupBy(points, (point) => point.days.at(-1)?.slice(0, 7) ?? '');
  const telling = { months: [...months.values()].map((own): TimeMonth => ({ points: own })), told: new Set<string>() };
  return { ...none, days, telling };
}

const countOf = ({ sums }: UnitDay) => sums[0] ?? 0;

interface RowsOf {
  readonly round: RoundEntry;
  readonly top: string;
  readonly days: readonly UnitDay[];
  readonly gate: Gate;
}

/** The units with answers: their paths from the top, and of each unit on these all sums of the round. */
interface TimeTree {
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly nodes: ReadonlyMap<string, { readonly sums: readonly number[]; readonly units: number }>;
}

function treeOf(ctx: Context, { round, top, days }: RowsOf): TimeTree {
  const byUnit = Map.groupBy(days, ({ unit }) => unit);
  const paths = new Map<string, readonly string[]>();
  const nodes = new Map<string, { readonly sums: number[]; units: number }>();
  for (const [unit, own] of byUnit) {
    const path = ctx.directory.path(unit, round.opensOn);
    const fromTop = path.slice(Math.max(0, path.indexOf(top)));
    paths.set(unit, fromTop);
    const sums: number[] = [];
    for (const one of own) addInto(sums, one.sums);
    for (const node of fromTop) {
      const known = nodes.get(node) ?? { sums: [], units: 0 };
      addInto(known.sums, sums);
      known.units += 1;
      nodes.set(node, known);
    }
  }
  return { paths, nodes };
}

function addInto(sums: number[], more: readonly number[]): void {
  for (let i = 0; i < more.length; i += 1) sums[i] = (sums[i] ?? 0) + (more[i] ?? 0);
}

/**
 * The rows of the table, of all answers or of those to an area: each unit whose total is told and that has none under it;
 * all else together under the nearest unit above that is told, which the gate lets nobody divide. Months are for those
 * right under the top.
 */
function timeRows(ctx: Context, { round, top, days, gate }: RowsOf, { paths, nodes }: TimeTree, area?: number) {
  const { areas } = ctx.directory.questionnaire(round.questionnaire);
  const isTold = (unit: string) => {
    const [n = 0, answered = 0] = nodes.get(unit)?.sums ?? [];
    if (gate.of({ unit, filter: ALL, n, keyCounts: [0, 0, answered, 0, 0] }) !== null) return false;
    const id = area === undefined ? undefined : areas[area]?.id;
    const inArea = sumsAt(nodes.get(unit)?.sums ?? [], area ?? null).rows;
    return id === undefined || gate.ofArea({ unit, filter: ALL, area: id, n: inArea }) === null;
  };
  if (!isTold(top)) return null;
  const told = new Set([...nodes.keys()].filter(isTold));
  const rowOf = new Map(
    [...paths].map(([unit, path]) => {
      const isLeaf = nodes.get(unit)?.units === 1;
      return [unit, isLeaf && told.has(unit) ? unit : `rest ${path.findLast((node) => told.has(node)) ?? top}`];
    })
  );
  const cells = days.map((one) => ({ row: rowOf.get(one.unit) ?? '', day: one.day, n: countOf(one) }));
  const isRightUnder = (unit: string) => unit !== top && paths.get(unit)?.length === 2;
  const candidates = [...paths.keys()].filter((unit) => rowOf.get(unit) === unit && isRightUnder(unit));
  return { cells, candidates: new Set(candidates) };
}

const NOWHERE: IndicatorTelling = { finest: null, units: new Set() };

/** The key item and the areas have fewer answers than there are responses: each is told as far as its own numbers let. */
function indicatorsOf(
  ctx: Context,
  { tree, telling, floor, ...of }: RowsOf & { tree: TimeTree; telling: TimeTelling; floor: number }
): readonly IndicatorTelling[] {
  const { areas } = ctx.directory.questionnaire(of.round.questionnaire);
  return [undefined, ...areas.keys()].map((area): IndicatorTelling => {
    const rows = timeRows(ctx, of, tree, area);
    if (!rows) return NOWHERE;
    const cells = rows.cells.flatMap(({ row, day }, i) => {
      const n = sumsAt(of.days[i]?.sums ?? [], area ?? null).rows;
      return n > 0 ? [{ row, day, n }] : [];
    });
    const points = toldRows(telling, cells, floor);
    if (points) return { finest: 'point', units: points };
    const months = toldRows(byMonth(telling), cells, floor);
    return months ? { finest: 'month', units: months } : NOWHERE;
  });
}
