import { assert } from '../shared/assert.ts';
import type { Groups } from '../statistics/moments.ts';
import type { SurveyData, SurveyQuestionnaire } from './survey-data.ts';
import { NO_OPINION, SKIPPED } from './survey-data.ts';

/** The items of all areas, in the order of the questionnaire: those of `overall`. */
export function allItems({ areas }: SurveyQuestionnaire): readonly string[] {
  return areas.flatMap(({ items }) => items);
}

export function itemColumn({ items }: Pick<SurveyData, 'items'>, item: string): Int8Array {
  const column = items[item];
  assert(column, 'every item of the questionnaire is a column', { item });
  return column;
}

/** By row, the mean of the valid answers to the items if there are at least `minimum`, else NaN (METHODS §1). */
export function scores(data: SurveyData, items: readonly string[], minimum: number): Float64Array {
  const sum = new Int16Array(data.n);
  const count = new Uint8Array(data.n);
  for (const item of items) {
    const column = itemColumn(data, item);
    for (let i = 0; i < data.n; i += 1) {
      const value = column[i] ?? SKIPPED;
      if (value <= NO_OPINION) continue;
      sum[i] = (sum[i] ?? 0) + value;
      count[i] = (count[i] ?? 0) + 1;
    }
  }
  const least = Math.max(1, minimum);
  const means = new Float64Array(data.n);
  for (let i = 0; i < data.n; i += 1) means[i] = (count[i] ?? 0) >= least ? (sum[i] ?? 0) / (count[i] ?? 1) : NaN;
  return means;
}

/** `overall` of every row. */
export function overallScores(data: SurveyData, questionnaire: SurveyQuestionnaire): Float64Array {
  return scores(data, allItems(questionnaire), questionnaire.min_items_overall);
}

/** What was answered to an item. */
export interface AnswerCounts {
  /** `counts[x − min]` answers of the code x. */
  readonly counts: readonly number[];
  readonly valid: number;
  readonly satisfied: number;
  readonly noOpinion: number;
  readonly skipped: number;
}

export function answerCounts(column: Int8Array, { scale }: SurveyQuestionnaire): AnswerCounts {
  // By code + 1: skipped, no opinion, 1, 2, …
  const tally = new Int32Array(scale.max - SKIPPED + 1);
  for (let i = 0; i < column.length; i += 1) {
    const code = (column[i] ?? SKIPPED) - SKIPPED;
    tally[code] = (tally[code] ?? 0) + 1;
  }
  const countOf = (code: number) => tally[code - SKIPPED] ?? 0;
  const counts = Array.from({ length: scale.max - scale.min + 1 }, (_, i) => countOf(scale.min + i));
  return {
    counts,
    valid: counts.reduce((sum, count) => sum + count, 0),
    satisfied: scale.satisfied.reduce((sum, code) => sum + countOf(code), 0),
    noOpinion: countOf(NO_OPINION),
    skipped: countOf(SKIPPED)
  };
}

/** Valid and satisfied answers to an item by group. */
export function satisfiedByGroup(
  column: Int8Array,
  groups: Groups,
  { scale }: SurveyQuestionnaire
): { readonly valid: Int32Array; readonly satisfied: Int32Array } {
  const valid = new Int32Array(groups.count);
  const satisfied = new Int32Array(groups.count);
  const isSatisfied = Array.from({ length: scale.max + 1 }, (_, code) => (scale.satisfied.includes(code) ? 1 : 0));
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] ?? SKIPPED;
    if (value <= NO_OPINION) continue;
    const group = groups.of[i] ?? 0;
    valid[group] = (valid[group] ?? 0) + 1;
    satisfied[group] = (satisfied[group] ?? 0) + (isSatisfied[value] ?? 0);
  }
  return { valid, satisfied };
}

/** Rows by group. */
export function countByGroup({ of, count }: Groups): Int32Array {
  const counts = new Int32Array(count);
  for (let i = 0; i < of.length; i += 1) {
    const group = of[i] ?? 0;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

export function byUnit({ unit, units }: SurveyData): Groups {
  return { of: unit, count: units.length };
}
