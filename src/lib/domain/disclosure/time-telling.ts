import { smallParts, type SmallPart, type TimeEdge } from './time-graph.ts';
import { monthsOf, withJoined, type TimeCell, type TimeMonth, type TimePoint } from './time-table.ts';

export interface TimeQuestion {
  /** Of one round. Every row is a unit's own answers, or all those together whose totals are not told. */
  readonly cells: readonly TimeCell[];
  /** The rows that may be told by month; of all others the round alone is told. */
  readonly candidates: ReadonlySet<string>;
  readonly floor: number;
}

/** What is told of a round by time: its months with their points for the whole, and the rows that are told by month. */
export interface TimeTelling {
  readonly months: readonly TimeMonth[];
  readonly told: ReadonlySet<string>;
}

/**
 * What may be told of a round by time, so that nobody computes fewer answers than the floor from all of it together with
 * the totals of the round, even who knows on which days a unit had none (docs/ARCHITECTURE.md, "Series inside a round").
 *
 * 1. The whole is told by points: neighbouring days joined to the floor, within months joined to the floor.
 * 2. A row is told by month, where each of its months holds nobody or the floor.
 * 3. Of the others there is never exactly one, and together they hold nobody or the floor in every month; else the
 *    smallest that is told joins them.
 * 4. No told sum falls apart into a part below the floor (`time-graph.ts`): else points are joined, then rows withheld,
 *    then months joined. Each step tells less, so that it ends.
 *
 * Null where the whole is below the floor.
 */
export function timeTelling({ cells: asked, candidates, floor }: TimeQuestion): TimeTelling | null {
  const cells = inOrder(asked);
  if (cells.reduce((sum, { n }) => sum + n, 0) < floor) return null;
  let state: State = { months: monthsOf(cells, floor), told: new Set([...candidates].sort()) };
  for (;;) {
    const next = lessTold(state, cells, floor);
    if (next === null) return state;
    state = next;
  }
}

/**
 * Of the answers to an area at the points of the round: the rows that are told by month, by the same rules. Null where no
 * point may be told of it, for points are not joined anew.
 */
export function toldRows(telling: TimeTelling, asked: readonly TimeCell[], floor: number): ReadonlySet<string> | null {
  const cells = inOrder(asked);
  const rows = new Set(cells.map(({ row }) => row));
  let state: State = { months: telling.months, told: telling.told.intersection(rows), isFixed: true };
  for (;;) {
    const next = lessTold(state, cells, floor);
    if (next === null) return state.told;
    if (next === STUCK) return null;
    state = next;
  }
}

/** The same with months alone: one point each. */
export function byMonth({ months, told }: TimeTelling): TimeTelling {
  const whole = (points: readonly TimePoint[]): TimePoint => ({
    days: points.flatMap(({ days }) => days),
    n: points.reduce((sum, { n }) => sum + n, 0)
  });
  return { months: months.map(({ points }) => ({ points: [whole(points)] })), told };
}

/** Who reads them twice in another order is told the same: both together would tell more. */
const inOrder = (cells: readonly TimeCell[]): readonly TimeCell[] =>
  cells.toSorted((a, b) => (a.day === b.day ? (a.row < b.row ? -1 : 1) : a.day < b.day ? -1 : 1));

interface State extends TimeTelling {
  /** Points stay as they are. */
  readonly isFixed?: boolean;
}

/** Nothing can be taken away but points, which are fixed. */
const STUCK: State = { months: [], told: new Set() };

/** The next state with less in it; null where nothing has to be taken away. */
function lessTold(state: State, cells: readonly TimeCell[], floor: number): State | null {
  const table = tableOf(state, cells);
  const isSmall = (n: number) => n > 0 && n < floor;
  const unsafe = [...state.told].filter((row) => table.rows.get(row)?.months.some(isSmall) ?? true);
  if (unsafe.length > 0) return withheld(state, unsafe);
  const hidden = [...table.rows].filter(([row]) => !state.told.has(row));
  const together = state.months.map((_, m) => hidden.reduce((sum, [, row]) => sum + (row.months[m] ?? 0), 0));
  const small = together.findIndex(isSmall);
  if (small >= 0) return fewerIn(state, table, [small]);
  if (hidden.length === 1 && state.told.size > 0) return withSmallest(state, table, () => true) ?? null;
  const [part] = partsOf(state, table, floor);
  return part ? withoutPart(state, table, part) : null;
}

interface Row {
  readonly total: number;
  readonly months: readonly number[];
}

interface Table {
  readonly rows: ReadonlyMap<string, Row>;
  /** By row, by point (numbered through all months): answers. */
  readonly points: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** The month of each point. */
  readonly monthOf: readonly number[];
}

function tableOf({ months }: State, cells: readonly TimeCell[]): Table {
  const pointOf = new Map<string, number>();
  const monthOf: number[] = [];
  for (const [m, { points }] of months.entries()) {
    for (const { days } of points) {
      for (const day of days) pointOf.set(day, monthOf.length);
      monthOf.push(m);
    }
  }
  const points = new Map<string, Map<number, number>>();
  for (const { row, day, n } of cells) {
    const own = points.get(row) ?? new Map<number, number>();
    const point = pointOf.get(day) ?? -1;
    points.set(row, own.set(point, (own.get(point) ?? 0) + n));
  }
  const rows = new Map<string, Row>();
  for (const [row, own] of points) {
    const sums = months.map(() => 0);
    for (const [point, n] of own) sums[monthOf[point] ?? 0] = (sums[monthOf[point] ?? 0] ?? 0) + n;
    rows.set(row, { total: sums.reduce((sum, n) => sum + n, 0), months: sums });
  }
  return { rows, points, monthOf };
}

function withheld({ told, ...state }: State, rows: readonly string[]): State {
  return { ...state, told: new Set([...told].filter((row) => !rows.includes(row))) };
}

/** The smallest told row that has to do with it is withheld; undefined where none has. */
function withSmallest(state: State, { rows }: Table, concerns: (row: Row) => boolean): State | undefined {
  const sizes = [...state.told].flatMap((id) => {
    const row = rows.get(id);
    return row && concerns(row) ? [{ id, total: row.total }] : [];
  });
  const [smallest] = sizes.sort((a, b) => a.total - b.total || (a.id < b.id ? -1 : 1));
  return smallest && withheld(state, [smallest.id]);
}

/** A row less in these months, else a month less. */
function fewerIn(state: State, table: Table, months: readonly number[]): State | null {
  const less = withSmallest(state, table, (row) => months.some((m) => (row.months[m] ?? 0) > 0));
  return less ?? (state.isFixed === true ? STUCK : withMonthsJoined(state, months[0] ?? 0));
}

function withMonthsJoined({ months, told }: State, at: number): State | null {
  const first = Math.max(0, at - 1);
  const [one, other] = [months[first], months[first + 1]];
  if (!one || !other) return null;
  const both = { points: [...one.points, ...other.points] };
  return { months: [...months.slice(0, first), both, ...months.slice(first + 2)], told };
}

/** The parts of told sums that could be computed: points and withheld rows are sums, and the months of a told row. */
function partsOf({ told, months }: State, { points, monthOf }: Table, floor: number): readonly SmallPart[] {
  let vertices = monthOf.length;
  const edges: TimeEdge[] = [];
  for (const [row, own] of points) {
    const isTold = told.has(row);
    for (const [point, n] of own) {
      edges.push({ a: vertices + (isTold ? (monthOf[point] ?? 0) : 0), b: point, n });
    }
    vertices += isTold ? months.length : 1;
  }
  return smallParts(vertices, edges, floor);
}

/** Joins the smallest point of the part to its neighbour in the month, else tells a row or a month less. */
function withoutPart(state: State, table: Table, { edges }: SmallPart): State | null {
  const touched = [...new Set(edges.map(({ b }) => b))];
  const many =
    state.isFixed === true
      ? []
      : touched.filter((point) => (state.months[table.monthOf[point] ?? 0]?.points.length ?? 0) > 1);
  const [point] = many.sort((a, b) => sizeOf(state, table, a) - sizeOf(state, table, b) || a - b);
  if (point === undefined) return fewerIn(state, table, [...new Set(touched.map((at) => table.monthOf[at] ?? 0))]);
  const m = table.monthOf[point] ?? 0;
  const months = state.months.map((month, i) =>
    i === m ? withJoined(month, point - table.monthOf.indexOf(m)) : month
  );
  return { months, told: state.told };
}

function sizeOf({ months }: State, { monthOf }: Table, point: number): number {
  const m = monthOf[point] ?? 0;
  return months[m]?.points[point - monthOf.indexOf(m)]?.n ?? 0;
}
