/** What makes two neighbouring points of a series hard to compare. */
export const BREAK_KINDS = ['unit', 'form', 'questionnaire', 'rule'] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

export interface TrendBreak {
  readonly kind: BreakKind;
  /** The day of the event; of a round's documents the day it opened. */
  readonly on: string;
}

/** What of a round a break can come from. */
export interface BreakSource {
  readonly opensOn: string;
  readonly questionnaire: string;
  /** How points are made of the answers. */
  readonly rule: string;
  readonly form: string;
}

/** The breaks between a round and the one before it. `changedOn`: the day on which the unit itself became another. */
export function breaksBetween(
  before: BreakSource,
  after: BreakSource,
  changedOn: string | null
): readonly TrendBreak[] {
  const on = after.opensOn;
  return [
    ...(changedOn === null ? [] : [{ kind: 'unit', on: changedOn } as const]),
    ...(before.form === after.form ? [] : [{ kind: 'form', on } as const]),
    ...(before.questionnaire === after.questionnaire ? [] : [{ kind: 'questionnaire', on } as const]),
    ...(before.rule === after.rule ? [] : [{ kind: 'rule', on } as const])
  ];
}

/** Whether the line ends here and no difference over it is told: the unit became another, or the question was asked otherwise. */
export function isCut(breaks: readonly TrendBreak[]): boolean {
  return breaks.some(({ kind }) => kind === 'unit' || kind === 'form');
}
