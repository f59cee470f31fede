/** What becomes of a row of an import: shown before anything is written. */
export const FATES = ['create', 'change', 'same', 'problem'] as const;
export type Fate = (typeof FATES)[number];

/** Something to say of a row; its words are `imports:note.<code>`. */
export interface RowNote {
  readonly code: RowNoteCode;
  readonly details: Readonly<Record<string, string | number>>;
}

export const ROW_NOTE_CODES = [
  'formula',
  'cell_error',
  'merged',
  'missing',
  'left_blank',
  'too_long',
  'not_a_count',
  'not_a_day',
  'unknown_unit',
  'unit_not_in_round',
  'unknown_value',
  'repeated',
  'was',
  'above_before',
  'malformed',
  'zero_lost',
  'cycle',
  'too_deep',
  'use_page',
  'ended_unit',
  'counters_added',
  'unknown_value_at',
  'unknown_counter',
  'counter_unclear',
  'no_answers',
  'not_asked',
  'booklet_unknown',
  'booklet_unclear',
  'booklet_mixed',
  'day_outside',
  'there_already',
  'other_answers'
] as const;
export type RowNoteCode = (typeof ROW_NOTE_CODES)[number];

/** A row as read: the texts of the columns that the import knows, and what is wrong with the row itself. */
export interface ImportRow {
  readonly number: number;
  readonly values: ReadonlyMap<string, string>;
  readonly notes: readonly RowNote[];
}

export interface PlannedRow {
  readonly number: number;
  readonly fate: Fate;
  /** What the row is about, as people call it. */
  readonly title: string;
  readonly notes: readonly RowNote[];
}

export type FateCounts = Readonly<Record<Fate, number>>;

export function fateCounts(rows: readonly PlannedRow[]): FateCounts {
  const counts = { create: 0, change: 0, same: 0, problem: 0 };
  for (const { fate } of rows) counts[fate] += 1;
  return counts;
}
