import { dayFrom } from '../import/cell.ts';
import { CLOSED_DAYS_MAX, cleanName, listed, SERVICE_FIELD_MAX, SERVICE_FIELDS_MAX } from './names.ts';

/** Names of service fields parted by semicolons or lines, without repeats; null when one is too long or they are too many. */
export function parseServiceFields(text: string): readonly string[] | null {
  const names = listed(text).map((name) => cleanName(name, SERVICE_FIELD_MAX));
  const known = names.filter((name) => name !== null);
  const isRead = known.length === names.length && known.length <= SERVICE_FIELDS_MAX;
  return isRead ? [...new Set(known)] : null;
}

/** Days parted by semicolons or lines, in order; null when one is none or they are too many. */
export function parseClosedDays(text: string): readonly string[] | null {
  const days = listed(text).map(dayFrom);
  const known = days.filter((day) => day !== null);
  return known.length === days.length && known.length <= CLOSED_DAYS_MAX ? [...new Set(known)].sort() : null;
}

/** Days as people write them, and `parseClosedDays` reads: `1/1/2026; 30/4/2026`. */
export function closedDaysText(days: readonly string[], between = '; '): string {
  return days.map((day) => day.split('-').reverse().map(Number).join('/')).join(between);
}
