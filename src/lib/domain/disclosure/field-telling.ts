/** Fewest fields whose shares are mixed to one: of two, the raw and the adjusted share together would tell both. */
export const FIELDS_MIN = 3;
/** Of the standard mix, what a unit's own fields must cover. */
export const COVERAGE_MIN = 0.8;

/** What a counter of a unit holds: its fields, all responses that count, and the valid ones. */
export interface CounterCount {
  /** Null where no field is noted for it. */
  readonly field: string | null;
  readonly rows: number;
  readonly answers: number;
}

export type FieldRefusal = 'hidden' | 'no_field' | 'few';

/**
 * Why a unit is not compared by fields; null where it is. Counters are told to nobody, one by one, and one figure of a unit
 * tells none of them: it is a function of the unit's counters as three unknown shares at least, of unknown sizes. Were they
 * all known, each would still hold the floor, so that no sum or difference of counters, fields and the unit as told (or as
 * now, when counters move) is of fewer.
 */
export function fieldRefusal(
  counters: readonly CounterCount[],
  { floor, isHidden }: { readonly floor: number; readonly isHidden: boolean }
): FieldRefusal | null {
  if (isHidden) return 'hidden';
  const filled = counters.filter(({ rows }) => rows > 0);
  if (filled.some(({ field }) => field === null)) return 'no_field';
  const isSmall = filled.some(({ rows, answers }) => rows < floor || answers < floor);
  return isSmall || new Set(filled.map(({ field }) => field)).size < FIELDS_MIN ? 'few' : null;
}

/**
 * The field of a counter: what it serves, as one name. A counter of several fields is its own field, of those together,
 * for which of them somebody came is not known. Null where none is noted.
 */
export function fieldName(serviceFields: readonly string[]): string | null {
  const names = serviceFields.map((name) => name.normalize('NFC').trim().toLowerCase()).filter((name) => name !== '');
  return names.length === 0 ? null : [...new Set(names)].sort((a, b) => a.localeCompare(b, 'vi')).join(', ');
}
