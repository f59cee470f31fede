import type { RowDesign } from '../rows/row-design.ts';
import { rowFigure } from '../rows/row-estimate.ts';
import { linearMean } from '../rows/row-linearised.ts';
import { countRows } from '../rows/row-variance.ts';
import { meanFigure } from './figures.ts';
import { allItems, scores } from './scores.ts';
import type { SurveyData, SurveyQuestionnaire } from './survey-data.ts';

export interface RowSectionInput {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly confidence: number;
}

/** Areas and `overall` of a design on rows, as the sections `variants` and `raking` show them. */
export function rowSection(design: RowDesign, { data, questionnaire, confidence }: RowSectionInput) {
  const { areas, min_items_area, min_items_overall } = questionnaire;
  // Scores are made anew for each design: those of all areas together would take 32 MB of half a million rows.
  const show = (items: readonly string[], least: number) => {
    const y = scores(data, items, least);
    const linear = linearMean(design, y);
    return meanFigure(linear.n, rowFigure(design, linear, y, confidence));
  };
  return {
    df: countRows(design, null).df,
    areas: Object.fromEntries(areas.map(({ id, items }) => [id, show(items, min_items_area)])),
    overall: show(allItems(questionnaire), min_items_overall)
  };
}
