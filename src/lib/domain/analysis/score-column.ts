import { assert } from '../shared/assert.ts';
import { allItems, itemColumn } from './scores.ts';
import { NO_OPINION, type SurveyData, type SurveyQuestionnaire } from './survey-data.ts';

/**
 * Scores by row in two bytes each: a mean x/d of few answers is one of few numbers. Sections that pass them for many designs
 * keep them so, since eight columns of half a million numbers take 32 MB.
 */
export interface ScoreColumn {
  /** By row, index into `values`. */
  readonly codes: Uint16Array;
  /** NaN: missing. */
  readonly values: Float64Array;
}

/** The scores of the areas in order, then `overall` (METHODS §1). */
export function scoreColumns(data: SurveyData, questionnaire: SurveyQuestionnaire): readonly ScoreColumn[] {
  const { areas, min_items_area, min_items_overall, scale } = questionnaire;
  const column = (items: readonly string[], least: number) => scoreColumn(data, items, { least, max: scale.max });
  return [
    ...areas.map(({ items }) => column(items, min_items_area)),
    column(allItems(questionnaire), min_items_overall)
  ];
}

const CODES_MAX = 0x10000;

/** The code of x from d answers is d·width + x. */
function scoreColumn(
  data: SurveyData,
  items: readonly string[],
  { least, max }: { readonly least: number; readonly max: number }
): ScoreColumn {
  const width = items.length * max + 1;
  const codes = new Uint16Array(data.n);
  const values = new Float64Array((items.length + 1) * width).fill(NaN);
  assert(values.length <= CODES_MAX, 'two bytes tell the sums of the items apart', { items: items.length });
  for (const item of items) {
    const column = itemColumn(data, item);
    for (let i = 0; i < codes.length; i += 1) {
      const value = column[i] ?? NO_OPINION;
      if (value > NO_OPINION) codes[i] = (codes[i] ?? 0) + width + value;
    }
  }
  for (let d = Math.max(1, least); d <= items.length; d += 1) {
    for (let x = 0; x < width; x += 1) values[d * width + x] = x / d;
  }
  return { codes, values };
}

/** The scores as numbers. */
export function readScores({ codes, values }: ScoreColumn): Float64Array {
  const scores = new Float64Array(codes.length);
  for (let i = 0; i < scores.length; i += 1) scores[i] = values[codes[i] ?? 0] ?? NaN;
  return scores;
}
