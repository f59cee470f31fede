import type { RowDesign } from '../rows/row-design.ts';
import { rowMean } from '../rows/row-estimate.ts';
import { countRows } from '../rows/row-variance.ts';
import type { RowScores } from './row-scores.ts';

/** Areas and `overall` of a design on rows, as the sections `variants` and `raking` show them. */
export function rowSection(design: RowDesign, { areas, overall }: RowScores, confidence: number) {
  const show = (y: Float64Array) => {
    const { n, estimate, se, df, ci } = rowMean(design, y, confidence);
    return { n, mean: estimate, se, df, ci };
  };
  return {
    df: countRows(design, null).df,
    areas: Object.fromEntries(areas.map(({ id, scores }) => [id, show(scores)])),
    overall: show(overall)
  };
}
