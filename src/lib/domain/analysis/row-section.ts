import type { RowDesign } from '../rows/row-design.ts';
import { rowFigure } from '../rows/row-estimate.ts';
import { linearMean } from '../rows/row-linearised.ts';
import { countRows } from '../rows/row-variance.ts';
import { meanFigure } from './figures.ts';
import { readScores, type ScoreColumn } from './score-column.ts';
import type { SurveyQuestionnaire } from './survey-data.ts';

export interface RowSectionInput {
  readonly questionnaire: SurveyQuestionnaire;
  /** Of each area in order, then `overall`. */
  readonly scores: readonly ScoreColumn[];
  readonly confidence: number;
}

/** Areas and `overall` of a design on rows, as the sections `variants` and `raking` show them. */
export function rowSection(design: RowDesign, { questionnaire, scores, confidence }: RowSectionInput) {
  const figures = scores.map((column) => {
    const y = readScores(column);
    const linear = linearMean(design, y);
    return meanFigure(linear.n, rowFigure(design, linear, y, confidence));
  });
  return {
    df: countRows(design, null).df,
    areas: Object.fromEntries(questionnaire.areas.map(({ id }, a) => [id, figures[a]])),
    overall: figures.at(-1)
  };
}
