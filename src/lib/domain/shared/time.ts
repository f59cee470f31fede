/** Calendar days of the province. Vietnam keeps UTC+7 all year, without daylight saving (since 1975). */
const OFFSET_MS = 7 * 3_600_000;
export const DAY_MS = 86_400_000;

/** The day in Asia/Ho_Chi_Minh of an instant, as `YYYY-MM-DD`. */
export function localDay(instantMs: number): string {
  return new Date(instantMs + OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a local day begins, in epoch milliseconds. */
export function startOfLocalDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const instantMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(instantMs) && new Date(instantMs).toISOString().startsWith(text);
}
