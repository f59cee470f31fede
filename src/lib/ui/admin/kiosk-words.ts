import type { Words } from '../controls/words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long something lasted, in its largest whole unit: 3 ngày, 5 giờ, 12 phút. */
export function duration({ t, format }: Pick<Words, 't' | 'format'>, ms: number): string {
  if (ms >= 2 * DAY_MS) return t('kiosks:days', { n: format.count(Math.floor(ms / DAY_MS)) });
  if (ms >= HOUR_MS) return t('kiosks:hours', { n: format.count(Math.floor(ms / HOUR_MS)) });
  return t('kiosks:minutes', { n: format.count(Math.max(1, Math.round(ms / MINUTE_MS))) });
}
