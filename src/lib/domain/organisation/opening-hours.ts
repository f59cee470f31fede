/** From an hour to an hour of one day, both `HH:MM`. */
export interface OpenSpan {
  readonly from: string;
  readonly to: string;
}

/** The spans of a day in order, none touching the next; a day without is closed. */
export type OpenDay = readonly OpenSpan[];

/** Monday to Sunday. */
export type OpeningHours = readonly OpenDay[];

/** As timetables in Vietnam name the days of the week, Monday first. */
export const WEEKDAYS = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'] as const;
export const NO_HOURS: OpeningHours = WEEKDAYS.map(() => []);

const SPANS_MAX = 4;

/** The spans of a day as people write them: `7:30-11:30, 13h30-17h`; empty = closed; null when it is none of these. */
export function parseOpenDay(text: string): OpenDay | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const spans = parts.map(parseSpan).filter((span) => span !== null);
  const isOrdered = spans.every((span, i) => span.from < span.to && (spans[i - 1]?.to ?? '') < span.from);
  return spans.length === parts.length && isOrdered && spans.length <= SPANS_MAX ? spans : null;
}

function parseSpan(text: string): OpenSpan | null {
  const ends = text.split(/[-–—]/).map((part) => parseClock(part.trim()));
  const [from, to, more] = ends;
  return from && to && more === undefined ? { from, to } : null;
}

function parseClock(text: string): string | null {
  const [, hour = '', minute = ''] = /^(\d{1,2})(?:[:h.]?|[:h.](\d{2}))$/.exec(text) ?? [];
  const isClock = hour !== '' && Number(hour) <= 24 && Number(minute) < 60 && (Number(hour) < 24 || !Number(minute));
  return isClock ? `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` : null;
}

/** `7:30-11:30, 13:30-17:00`; empty for a closed day. */
export function openDayText(day: OpenDay): string {
  return day.map(({ from, to }) => `${plain(from)}-${plain(to)}`).join(', ');
}

const plain = (clock: string) => clock.replace(/^0(\d)/, '$1');

/** A week in one line: `T2-T6 7:30-11:30, 13:30-17:00; T7 7:30-11:30`. Empty where nothing is known. */
export function openingHoursText(week: OpeningHours): string {
  const runs: { readonly first: number; last: number; readonly text: string }[] = [];
  for (const [i, day] of week.entries()) {
    const text = openDayText(day);
    const run = runs.at(-1);
    if (run?.text === text) run.last = i;
    else runs.push({ first: i, last: i, text });
  }
  const days = (first: number, last: number) =>
    first === last ? WEEKDAYS[first] : `${WEEKDAYS[first] ?? ''}-${WEEKDAYS[last] ?? ''}`;
  return runs
    .filter(({ text }) => text !== '')
    .map(({ first, last, text }) => `${days(first, last) ?? ''} ${text}`)
    .join('; ');
}

/** Reads what `openingHoursText` writes, in any case and spacing; null when a day is said twice or not understood. */
export function parseOpeningHours(text: string): OpeningHours | null {
  const week = new Map<number, OpenDay>();
  for (const part of text.split(';').map((one) => one.trim())) {
    if (part === '') continue;
    const [, first = '', last = '', spans = ''] =
      /^(T[2-7]|CN)(?:\s*[-–—]\s*(T[2-7]|CN))?\s*:?\s+(.+)$/i.exec(part) ?? [];
    const [from, to] = [dayIndex(first), dayIndex(last === '' ? first : last)];
    const day = parseOpenDay(spans);
    if (from < 0 || to < from || day === null || day.length === 0) return null;
    for (let i = from; i <= to; i += 1) {
      if (week.has(i)) return null;
      week.set(i, day);
    }
  }
  return WEEKDAYS.map((_, i) => week.get(i) ?? []);
}

const dayIndex = (name: string) => WEEKDAYS.findIndex((day) => day === name.toUpperCase());
