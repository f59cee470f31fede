import { localDay } from '../shared/time.ts';

const COUNT_MAX = 100_000_000;

/** A count as people write it: `1200`, `1.200`, `1 200` or `1,200`; null when it is none. */
export function countFrom(text: string): number | null {
  const plain = /^\d{1,3}([.,\s]\d{3})+$/.test(text) ? text.replace(/[.,\s]/g, '') : text;
  if (!/^\d{1,9}(\.0+)?$/.test(plain)) return null;
  const count = Number(plain);
  return count <= COUNT_MAX ? count : null;
}

/** A day as `2026-01-31` or `31/1/2026`, as `YYYY-MM-DD`; null when it is none. A bare number is none: Excel's count of days. */
export function dayFrom(text: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : local ? [local[3], local[2], local[1]] : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

/** The day of an instant as survey programs write it: `2026-01-31 10:22:00`, or with an offset; a plain day likewise. */
export function dayOfInstant(text: string): string | null {
  const [, day, offset] =
    /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? [];
  if (day === undefined) return dayFrom(text);
  if (offset === undefined) return dayFrom(day);
  const instant = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(instant) ? null : localDay(instant);
}
