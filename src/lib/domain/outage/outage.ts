import { isDay } from '../shared/time.ts';
import { daysIn, type Span } from '../trend/span.ts';

/** What failed. None of them is the fault of the people at the counter. */
export const OUTAGE_KINDS = ['system', 'network', 'power', 'other'] as const;
export type OutageKind = (typeof OUTAGE_KINDS)[number];

/** A longer one is not an outage but how the place works, and would mark a whole quarter. */
export const OUTAGE_DAYS_MAX = 31;

/** Days on which something failed in a unit and all units under it, first and last included. */
export interface Outage extends Span {
  readonly unit: string;
  readonly kind: OutageKind;
}

export function parseOutageKind(name: string): OutageKind | undefined {
  return OUTAGE_KINDS.find((kind) => kind === name);
}

export type OutageFault = 'day_malformed' | 'future' | 'to_before_from' | 'too_long';

/** What is wrong with the days of an outage that is entered today; null when nothing is. */
export function outageFault(span: Span, today: string): OutageFault | null {
  if (![span.from, span.to].every((day) => isDay(day) && day.startsWith('20'))) return 'day_malformed';
  if (span.from > today || span.to > today) return 'future';
  if (span.to < span.from) return 'to_before_from';
  return daysIn(span) > OUTAGE_DAYS_MAX ? 'too_long' : null;
}
