import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowClusters } from '../../src/lib/domain/analysis/row-clusters.ts';
import { readScores, scoreColumns } from '../../src/lib/domain/analysis/score-column.ts';
import { surveyCells } from '../../src/lib/domain/analysis/survey-cells.ts';
import type { SurveyData } from '../../src/lib/domain/analysis/survey-data.ts';
import { stratified } from '../../src/lib/domain/analysis/variants.ts';
import { estimateDesign } from '../../src/lib/domain/analysis/weighted.ts';
import type { FigureWithDf } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import type { RowDesign } from '../../src/lib/domain/rows/row-design.ts';
import { rowFigure, rowMean } from '../../src/lib/domain/rows/row-estimate.ts';
import { linearMean, linearRatio } from '../../src/lib/domain/rows/row-linearised.ts';
import { countRows, rowCovariance } from '../../src/lib/domain/rows/row-variance.ts';
import { aSurvey, questionnaire } from '../unit/analysis/a-survey.ts';

const CONFIDENCE = 0.9;

interface Case {
  readonly seed: number;
  readonly n: number;
  readonly cluster: readonly string[] | null;
  readonly fpc: boolean;
  readonly lonely: 'adjust' | 'remove' | 'average';
  readonly sizes: readonly number[];
}

const aCase: fc.Arbitrary<Case> = fc.record({
  seed: fc.nat(1_000_000),
  n: fc.integer({ min: 1, max: 60 }),
  cluster: fc.constantFrom(null, ['counter', 'date'], ['counter']),
  fpc: fc.boolean(),
  lonely: fc.constantFrom('adjust', 'remove', 'average'),
  sizes: fc.array(fc.nat(40), { minLength: 8, maxLength: 8 })
});

/** A stratum may be a census, and may have one PSU. */
function surveyOf({ seed, n, sizes }: Case): SurveyData {
  const { data } = aSurvey({ seed, n });
  const counts = data.strata.map((_, h) => data.stratum.reduce((sum, own) => sum + (own === h ? 1 : 0), 0));
  const strata = data.strata.map((own, h) => ({ ...own, population: (counts[h] ?? 0) + (sizes[h] ?? 0) || 1 }));
  return { ...data, strata };
}

it('the estimator of sums and the engine on rows give the same figures of the whole and of each unit', () => {
  fc.assert(
    fc.property(aCase, (own) => {
      const data = surveyOf(own);
      const design = { strata: ['unit', 'respondent_type'], cluster: own.cluster, fpc: own.fpc, lonely: own.lonely };
      const cells = surveyCells(data, questionnaire, own.cluster);
      const rows = stratified(data, design);
      const sums = estimateDesign(data, questionnaire, { confidence: CONFIDENCE, design });
      compareDomain({ data, rows, unit: null, of: estimate(cells, sums) });
      for (const [unit, name] of data.units.entries()) {
        const mine = cells.filter(({ stratum }) => stratum.split('|')[0] === name);
        if (mine.length > 0) compareDomain({ data, rows, unit, of: estimate(mine, sums) });
      }
    }),
    { numRuns: 200 }
  );
});

it('has clusters that are numbered as their columns joined', () => {
  const { data } = aSurvey({ seed: 7, n: 40 });
  const numbers = rowClusters(data, ['counter', 'date']);
  const names = new Map<number, string>();
  for (const [i, number] of numbers.entries()) {
    const name = `${data.counter[i]}|${data.date[i]}`;
    expect(names.get(number) ?? name).toBe(name);
    names.set(number, name);
  }
  expect(new Set(names.values()).size).toBe(names.size);
});

function compareDomain(one: {
  readonly data: SurveyData;
  readonly rows: RowDesign;
  /** null: the whole. */
  readonly unit: number | null;
  readonly of: ReturnType<typeof estimate>;
}): void {
  const { data, rows, of } = one;
  const isIn = (i: number) => one.unit === null || data.unit[i] === one.unit;
  const within = (y: Float64Array) => y.map((value, i) => (isIn(i) ? value : NaN));
  const scores = scoreColumns(data, questionnaire).map((column) => within(readScores(column)));
  const overall = scores.at(-1) ?? new Float64Array();
  expect(of.df).toBe(countRows(rows, isIn).df);
  same(of.overall, rowMean(rows, overall, CONFIDENCE), 'overall');
  const all = questionnaire.areas.flatMap(({ items }) => items);
  same(of.overall?.satisfied, pooled(rows, data, within, all), 'overall share');
  for (const [a, { id, items }] of questionnaire.areas.entries()) {
    same(of.areas[id], rowMean(rows, scores[a] ?? overall, CONFIDENCE), id);
    same(of.areas[id]?.satisfied, pooled(rows, data, within, items), `${id} share`);
  }
  for (const [id, item] of Object.entries(of.items)) {
    const answers = within(Float64Array.from(data.items[id] ?? [], (value) => (value > 0 ? value : NaN)));
    same({ ...item, estimate: item.mean }, rowMean(rows, answers, CONFIDENCE), id);
  }
  const means = scores.slice(0, 2).map((y) => linearMean(rows, y));
  const { scale } = countRows(rows, isIn);
  const covariance = rowCovariance(
    rows,
    means.map(({ u }) => u)
  );
  if (means.every((mean) => mean.estimate !== null)) {
    close(of.covariance.rating['A']?.['B'] ?? null, scale * (covariance[1] ?? 0), 'covariance');
  }
}

/** Σwt/Σwd over the rows of the domain with a valid answer. */
function pooled(
  rows: RowDesign,
  data: SurveyData,
  within: (y: Float64Array) => Float64Array,
  items: readonly string[]
) {
  const t = new Float64Array(data.n);
  const d = new Float64Array(data.n);
  for (const id of items) {
    for (const [i, value] of (data.items[id] ?? new Int8Array()).entries()) {
      d[i] = (d[i] ?? 0) + (value > 0 ? 1 : 0);
      t[i] = (t[i] ?? 0) + (value >= 4 ? 1 : 0);
    }
  }
  const valid = within(d.map((value) => (value > 0 ? value : NaN)));
  return rowFigure(rows, linearRatio(rows, t, valid), valid, CONFIDENCE);
}

type Compared = Partial<FigureWithDf & { readonly deff: number | null; readonly deffReplace: number | null }>;

function same(mine: Compared | null | undefined, rows: Compared, what: string): void {
  close(mine?.estimate ?? null, rows.estimate ?? null, `${what} estimate`);
  close(mine?.se ?? null, rows.se ?? null, `${what} se`);
  close(mine?.ci?.[1] ?? null, rows.ci?.[1] ?? null, `${what} ci`);
  expect(mine?.df ?? null, `${what} df`).toBe(rows.df ?? null);
  if (rows.deff !== undefined) close(mine?.deff ?? null, rows.deff, `${what} deff`);
  if (rows.deffReplace !== undefined) close(mine?.deffReplace ?? null, rows.deffReplace, `${what} deff_replace`);
}

function close(mine: number | null, rows: number | null, what: string): void {
  if (mine === null || rows === null) expect(mine, what).toBe(rows);
  else
    expect(Math.abs(mine - rows), `${what}: ${mine} ${rows}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(rows)) + 1e-12);
}
