import type { SurveyData, SurveyPlan } from '../../src/lib/domain/analysis/survey-data.ts';

/**
 * A weighted mean over the rows for which `inDomain` holds and its standard error, written out as METHODS §4 states it
 * for strata without clusters under `adjust`: the tests' own, so that sections that take such figures can be tested
 * alone. NaN is a missing value.
 */
export function stratifiedMean(
  data: SurveyData,
  { design }: SurveyPlan,
  values: Float64Array,
  inDomain: (row: number) => boolean = () => true
): { estimate: number | null; se: number | null; df: number | null } {
  const rowsOf = data.strata.map(() => [] as number[]);
  data.stratum.forEach((h, i) => rowsOf[h]?.push(i));
  const weight = data.strata.map(({ population }, h) => population / (rowsOf[h]?.length ?? 0));
  const valueOf = (row: number) => (inDomain(row) ? (values[row] ?? NaN) : NaN);
  let [total, weighted, n] = [0, 0, 0];
  const strata = new Set<number>();
  data.stratum.forEach((h, i) => {
    const value = valueOf(i);
    if (Number.isNaN(value)) return;
    total += weight[h] ?? 0;
    weighted += (weight[h] ?? 0) * value;
    n += 1;
    strata.add(h);
  });
  if (n === 0) return { estimate: null, se: null, df: null };
  const mean = weighted / total;
  const df = n - strata.size;
  if (df <= 0) return { estimate: mean, se: null, df };
  let variance = 0;
  rowsOf.forEach((rows, h) => {
    const u = rows.map((row) => (Number.isNaN(valueOf(row)) ? 0 : ((weight[h] ?? 0) * (valueOf(row) - mean)) / total));
    const unsampled = design.fpc ? 1 - rows.length / (data.strata[h]?.population ?? 0) : 1;
    if (unsampled < 1e-7 || rows.length === 0) return;
    const centre = rows.length === 1 ? 0 : u.reduce((sum, x) => sum + x, 0) / rows.length;
    const squares = u.reduce((sum, x) => sum + (x - centre) ** 2, 0);
    variance += unsampled * squares * (rows.length === 1 ? 1 : rows.length / (rows.length - 1));
  });
  return { estimate: mean, se: Math.sqrt(variance), df };
}
