import { addDays } from '../round/status.ts';

/** Working days in which a unit reads what will be published of it, and may add its words. */
export const PREVIEW_WORKING_DAYS = 5;

/** The day after so many working days (Monday to Friday; public holidays are not known here and count as days). */
export function afterWorkingDays(day: string, workingDays: number): string {
  let last = day;
  for (let left = workingDays; left > 0;) {
    last = addDays(last, 1);
    if (isWorkingDay(last)) left -= 1;
  }
  return addDays(last, 1);
}

function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * The day on which a version that was frozen on a day becomes public: the day that was fixed when the round opened, and
 * not before the units have had their working days. Nobody can move it (USERS b2, f3).
 */
export function publicationDay(frozenOn: string, publishOn: string | null): string {
  const seen = afterWorkingDays(frozenOn, PREVIEW_WORKING_DAYS);
  return publishOn !== null && publishOn > seen ? publishOn : seen;
}

/** Days by which a promised publication is late today; 0 where it is not. */
export function daysOverdue(publishOn: string, today: string): number {
  const days = (Date.parse(today) - Date.parse(publishOn)) / 86_400_000;
  return Math.max(0, days);
}
