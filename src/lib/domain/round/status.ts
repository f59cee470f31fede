/**
 * The life of a round: draft (all can be changed, nobody sees it) → open (its documents, design, units and publication
 * date are fixed) → closing (no new answers; what kiosks and paper forms hold from before still comes in) → closed (figures
 * frozen in a scorecard). Reopening leads from closed to closing again, and to the next version of the scorecard.
 */
export const ROUND_STATUSES = ['draft', 'open', 'closing', 'closed'] as const;
export type RoundStatus = (typeof ROUND_STATUSES)[number];

export function parseRoundStatus(name: string): RoundStatus | undefined {
  return ROUND_STATUSES.find((status) => status === name);
}

/** The days that bound a round, `YYYY-MM-DD`. */
export interface RoundDays {
  readonly opensOn: string;
  /** The last day on which people may answer. */
  readonly closesOn: string;
  /** Days after it during which late kiosks and paper forms are taken. */
  readonly graceDays: number;
  /** When results are published: fixed at the opening, so that nobody can wait for a better day. */
  readonly publishOn: string;
}

export const GRACE_DAYS_MAX = 60;

export type DaysFault = 'closes_before_opens' | 'grace_range' | 'publish_before_grace';

/** What is wrong with the days of a round; empty when nothing is. */
export function daysFaults({ opensOn, closesOn, graceDays, publishOn }: RoundDays): readonly DaysFault[] {
  const isGraceSound = Number.isInteger(graceDays) && graceDays >= 0 && graceDays <= GRACE_DAYS_MAX;
  return [
    ...(closesOn < opensOn ? (['closes_before_opens'] as const) : []),
    ...(isGraceSound ? [] : (['grace_range'] as const)),
    ...(isGraceSound && publishOn < addDays(closesOn, graceDays) ? (['publish_before_grace'] as const) : [])
  ];
}

/** The last day on which late answers are taken. */
export function lastDayOfGrace({ closesOn, graceDays }: Pick<RoundDays, 'closesOn' | 'graceDays'>): string {
  return addDays(closesOn, graceDays);
}

/** What the calendar asks of a round today; null when nothing. */
export function dueStep(status: RoundStatus, days: Pick<RoundDays, 'closesOn' | 'graceDays'>, today: string) {
  if (status === 'open' && today > days.closesOn) return 'closing' as const;
  if (status === 'closing' && today > lastDayOfGrace(days)) return 'closed' as const;
  return null;
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
