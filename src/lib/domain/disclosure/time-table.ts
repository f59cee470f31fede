/** How many answered on a day, in a unit whose total over the round is told, or in all whose total is not. */
export interface TimeCell {
  readonly row: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** > 0. */
  readonly n: number;
}

/** Neighbouring days that are told as one. */
export interface TimePoint {
  readonly days: readonly string[];
  readonly n: number;
}

/** Neighbouring months that are told as one, with the points in them: a month is always a union of points. */
export interface TimeMonth {
  readonly points: readonly TimePoint[];
}

/** Joins neighbours until each holds the floor; a rest that does not joins the one before. */
export function joined<T>(list: readonly T[], sizeOf: (element: T) => number, floor: number): T[][] {
  const groups: T[][] = [];
  let waiting: T[] = [];
  let size = 0;
  for (const element of list) {
    waiting.push(element);
    size += sizeOf(element);
    if (size < floor) continue;
    groups.push(waiting);
    [waiting, size] = [[], 0];
  }
  const last = groups.at(-1);
  if (last) last.push(...waiting);
  else if (waiting.length > 0) groups.push(waiting);
  return groups;
}

/** Days in order, joined to points of at least the floor within months of at least the floor. */
export function monthsOf(cells: readonly TimeCell[], floor: number): TimeMonth[] {
  const byDay = new Map<string, number>();
  for (const { day, n } of cells) byDay.set(day, (byDay.get(day) ?? 0) + n);
  const days = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, n]) => ({ day, n }));
  const sum = (list: readonly { readonly n: number }[]) => list.reduce((total, { n }) => total + n, 0);
  const months = [...Map.groupBy(days, ({ day }) => day.slice(0, 7)).values()];
  return joined(months, sum, floor).map((group) => ({
    points: joined(group.flat(), ({ n }) => n, floor).map((point) => ({
      days: point.map(({ day }) => day),
      n: sum(point)
    }))
  }));
}

/** The month with one of its points joined to the one before it, the first to the one after it. */
export function withJoined({ points }: TimeMonth, at: number): TimeMonth {
  const first = Math.max(0, at - 1);
  const [one, other] = [points[first], points[first + 1]];
  if (!one || !other) return { points };
  const both = { days: [...one.days, ...other.days], n: one.n + other.n };
  return { points: [...points.slice(0, first), both, ...points.slice(first + 2)] };
}
