import { DAY_MS } from '../shared/time.ts';

/** Days from the first to the last, both in it. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (instantMs: number) => new Date(instantMs).toISOString().slice(0, 10);

/** How many days a span has; 0 where it ends before it begins. */
export function daysIn({ from, to }: Span): number {
  return Math.max(0, Math.round((at(to) - at(from)) / DAY_MS) + 1);
}

/** The day in the middle, the earlier of two: a round belongs to the period or year that holds its middle. */
export function middleDay({ from, to }: Span): string {
  return dayOf(at(from) + Math.floor((at(to) - at(from)) / DAY_MS / 2) * DAY_MS);
}

export function holdsDay({ from, to }: Span, day: string): boolean {
  return from <= day && day <= to;
}

/** The calendar year of a day. */
export function yearOf(day: string): Span {
  const year = day.slice(0, 4);
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** The calendar month of a day. */
export function monthOf(day: string): Span {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return { from: `${day.slice(0, 7)}-01`, to: dayOf(Date.UTC(year, month, 0)) };
}

/** The week of a day, from Monday. */
export function weekOf(day: string): Span {
  const weekday = (new Date(at(day)).getUTCDay() + 6) % 7;
  const monday = at(day) - weekday * DAY_MS;
  return { from: dayOf(monday), to: dayOf(monday + 6 * DAY_MS) };
}

/** How many days of a span lie in at least one of the others: the part of the span for which there are data. */
export function daysCovered(span: Span, others: readonly Span[]): number {
  const cut = others
    .map(({ from, to }) => ({ from: from < span.from ? span.from : from, to: to > span.to ? span.to : to }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let covered = 0;
  let until = '';
  for (const { from, to } of cut) {
    if (to <= until) continue;
    covered += daysIn({ from: from <= until ? dayOf(at(until) + DAY_MS) : from, to });
    until = to;
  }
  return covered;
}
