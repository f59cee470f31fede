import { weightFigures } from '../analysis/weights.ts';
import type { DataTable, EstimateSpec, SpecDesign } from './estimate-spec.ts';
import { countRows } from './row-variance.ts';
import { specDesign } from './spec-design.ts';
import { statistic } from './statistic.ts';

/** The figures that a specification asks of a data file: `survey-estimate/1` (METHODS §12). */
export function specResult({ designs, confidence }: EstimateSpec, table: DataTable) {
  return {
    schema: 'survey-estimate/1',
    designs: Object.fromEntries(
      Object.entries(designs).map(([id, spec]) => {
        const figures = designFigures(spec, { table, confidence });
        return [id, spec.calibrate?.method === 'raking' ? { raking: figures } : figures];
      })
    )
  };
}

function designFigures(spec: SpecDesign, { table, confidence }: { table: DataTable; confidence: number }) {
  const design = specDesign(spec, table);
  const estimates = Object.entries(spec.estimates).map(([id, of]) => [
    id,
    statistic(of, { table, design, confidence })
  ]);
  return {
    df: countRows(design, null).df,
    weights: weightFigures({ weights: design.weights, counts: null }),
    estimates: Object.fromEntries(estimates)
  };
}
