import { daysOverdue, publicationDay } from './publication-day.ts';

/** Where a round stands on its way to the public. */
export type Standing =
  | { readonly kind: 'published'; readonly on: string }
  /** Frozen; its units read it until the day before. */
  | { readonly kind: 'preview'; readonly on: string; readonly overdueDays: number }
  /** Still answered, or its figures are not frozen yet. */
  | { readonly kind: 'promised'; readonly on: string | null; readonly overdueDays: number };

/** `frozenOn` is the day on which its figures were first frozen; null while they are not. */
export function standingOf(frozenOn: string | null, publishOn: string | null, today: string): Standing {
  const overdueDays = publishOn === null ? 0 : daysOverdue(publishOn, today);
  if (frozenOn === null) return { kind: 'promised', on: publishOn, overdueDays };
  const on = publicationDay(frozenOn, publishOn);
  return on <= today ? { kind: 'published', on } : { kind: 'preview', on, overdueDays };
}
