import type { RowDesign } from '../rows/row-design.ts';
import { rowFigure } from '../rows/row-estimate.ts';
import { linearMean } from '../rows/row-linearised.ts';
import { countRows } from '../rows/row-variance.ts';
import { meanFigure } from './figures.ts';
import type { RowScores } from './row-scores.ts';

/** Areas and `overall` of a design on rows, as the sections `variants` and `raking` show them. */
export function rowSection(design: RowDesign, { areas, overall }: RowScores, confidence: number) {
  const show = (y: Float64Array) => {
    const linear = linearMean(design, y);
    return meanFigure(linear.n, rowFigure(design, linear, y, confidence));
  };
  return {
    df: countRows(design, null).df,
    areas: Object.fromEntries(areas.map(({ id, scores }) => [id, show(scores)])),
    overall: show(overall)
  };
}
