const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:\d{2})?$/;
const ZERO = '0'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/** Days of a survey are few: the midnight of each is computed once. NaN: no day of the calendar. */
const midnights = new Map<string, number>();
const MIDNIGHTS_MAX = 10_000;

/**
 * A local time such as 2026-01-31T14:05:00 in milliseconds. Only differences of times are used, so one without a zone is
 * taken as it stands. null: no time.
 */
export function localInstant(text: string): number | null {
  const midnight = midnightOf(text.slice(0, 10));
  const time = clockOf(text) ?? slowClockOf(text.slice(10));
  return Number.isNaN(midnight) || time === null ? null : midnight + time;
}

function midnightOf(day: string): number {
  const known = midnights.get(day);
  if (known !== undefined) return known;
  const found = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  const isSame = !Number.isNaN(found) && new Date(found).toISOString().startsWith(day);
  if (midnights.size > MIDNIGHTS_MAX) midnights.clear();
  midnights.set(day, isSame ? found : NaN);
  return isSame ? found : NaN;
}

/** `Thh:mm:ss` without an expression: half a million of them are read. null: anything else. */
function clockOf(text: string): number | null {
  if (text.length !== 19 || text[10] !== 'T') return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  return milliseconds(twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17));
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

function slowClockOf(text: string): number | null {
  const [, hour, minute, second = '0', zone = 'Z'] = TIME.exec(text) ?? [];
  const time = milliseconds(Number(hour), Number(minute), Number(second));
  if (time === null || zone === 'Z') return time;
  const [zoneHour = 0, zoneMinute = 0] = zone.slice(1).split(':').map(Number);
  return time - (zone.startsWith('-') ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000;
}

function milliseconds(hour: number, minute: number, second: number): number | null {
  const isTime = hour <= 23 && minute <= 59 && second < 61;
  return isTime ? ((hour * 60 + minute) * 60 + second) * 1000 : null;
}
