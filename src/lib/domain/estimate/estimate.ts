import { assert } from '../shared/assert.ts';
import { weightUnit, type MomentLayout, type PairBlock } from '../tally/layout.ts';
import { areaMean, areaPair, areaSums, type AreaMean } from './area-mean.ts';
import type { Cell, EstimateDesign } from './design.ts';
import type { AreaEstimate, CovarianceMatrix, DomainEstimate, FigureWithDf } from './domain-estimate.ts';
import { figure } from './interval.ts';
import { itemEstimate } from './item-estimate.ts';
import { keyItemEstimate } from './key-item-estimate.ts';
import { slotPlan, type SlotPlan } from './slots.ts';
import { strataOf, type Stratum } from './strata.ts';
import { covarianceMatrix } from './variance.ts';

/**
 * All figures of one domain from the cells of its strata: a union of whole strata, all their counted cells, booklets or
 * full forms but not both. Booklets follow METHODS §14, full forms §4; both are one estimator over sums.
 * In a full form `satisfied` is the pooled share Σwt/Σwd with the df of the area: METHODS §4 counts rows with any valid
 * answer, the moments only rows with a score, so that its interval is a little wider where `minItemsArea` is above 1.
 */
export function estimate(cells: readonly Cell[], design: EstimateDesign): DomainEstimate {
  const strata = strataOf(cells, design);
  const plan = slotPlan(strata, design);
  const n = strata.reduce((sum, stratum) => sum + stratum.n, 0);
  const layout = strata[0]?.cells[0]?.layout ?? null;
  const population = strata.reduce((sum, stratum) => sum + stratum.n * stratum.weight, 0);
  const frame = { strata, plan, design, df: areaDf(strata, plan) };
  const rating = blockEstimate(frame, 'rating', 1 / (layout?.scale ?? 1));
  const satisfied = blockEstimate(frame, 'pooled', 1);
  const weighted = blockEstimate(frame, 'weighted', layout ? weightUnit(layout) / (1000 * layout.scale) : 1);
  const areaId = (area: number) => design.areas[area]?.id ?? '';
  const areas = plan.scored.map((area, i): readonly [string, AreaEstimate] => {
    const [main, share, weights] = [rating, satisfied, weighted].map(({ figures }) => figures[i]);
    const mean = rating.means[i];
    assert(main && share && weights && mean, 'every scored area is estimated in every block', { area });
    return [
      areaId(area),
      {
        ...main,
        nValid: frame.df[i]?.rows ?? 0,
        itemsWithoutAnswers: mean.itemsWithoutAnswers,
        familiesWithoutAnswers: mean.familiesWithoutAnswers,
        satisfied: { estimate: share.estimate, se: share.se, ci: share.ci },
        weighted: { estimate: weights.estimate, se: weights.se, ci: weights.ci }
      }
    ];
  });
  return {
    confidence: design.confidence,
    form: layout?.form ?? 'booklet',
    n,
    df: n - strata.length,
    nStrata: strata.length,
    population,
    familyShares: familyShares(strata, population),
    areas: Object.fromEntries(areas),
    areasWithoutItems: design.areas.flatMap(({ id }, area) => (plan.scored.includes(area) ? [] : [id])),
    covariance: { rating: rating.matrix, satisfied: satisfied.matrix, weighted: weighted.matrix },
    optionWeights: layout ? sharedWeights(strata, layout) : null,
    items: Object.fromEntries(itemIds(strata, design).map((id) => [id, itemEstimate(strata, id, design)])),
    keyItem: keyItemEstimate(strata, design),
    lonelyStrata: strata.flatMap((stratum) => (stratum.n === 1 ? [stratum.id] : []))
  };
}

interface Frame {
  readonly strata: readonly Stratum[];
  readonly plan: SlotPlan;
  readonly design: EstimateDesign;
  readonly df: readonly { readonly rows: number; readonly df: number }[];
}

/** Rows with a score in the area, less the strata they are in; for each scored area. */
function areaDf(strata: readonly Stratum[], plan: SlotPlan): Frame['df'] {
  return plan.scored.map((area) => {
    const valid = strata.map(({ cells }) =>
      cells.reduce((sum, cell) => sum + (plan.slot(cell, area) ? areaSums(cell, 'rating', area).d : 0), 0)
    );
    const rows = valid.reduce((sum, count) => sum + count, 0);
    return { rows, df: rows - valid.filter((count) => count > 0).length };
  });
}

/** Estimates of the scored areas in one block of the moments; `unit` takes its integers to the reported scale. */
function blockEstimate(
  { strata, plan, design, df }: Frame,
  block: PairBlock,
  unit: number
): { means: readonly AreaMean[]; figures: readonly FigureWithDf[]; matrix: CovarianceMatrix } {
  const means = plan.scored.map((area) => areaMean(strata, plan, block, area));
  const areaAt = (i: number) => plan.scored[i] ?? 0;
  const terms = means.map(
    ({ term }) => new Map(strata.flatMap(({ cells }) => cells.map((c) => [c, term(c)] as const)))
  );
  const covariance = covarianceMatrix(strata, {
    size: means.length,
    term: (cell, a) => terms[a]?.get(cell) ?? { alpha: 0, z: 0, beta: 0 },
    sums: (cell, a) => areaSums(cell, block, areaAt(a)),
    pair: (cell, a, b) => areaPair(cell, block, areaAt(a), areaAt(b))
  });
  const inUnit = (a: number, b: number) => (covariance[a]?.[b] ?? 0) * unit * unit;
  const figures = means.map((mean, a): FigureWithDf => {
    if (mean.estimate === null) return { estimate: null, se: null, df: null, ci: null };
    const confidence = design.confidence;
    return figure({ estimate: mean.estimate * unit, variance: inUnit(a, a), df: df[a]?.df ?? 0, confidence });
  });
  const id = (i: number) => design.areas[areaAt(i)]?.id ?? '';
  const known = (a: number, b: number) => means[a]?.estimate !== null && means[b]?.estimate !== null;
  const row = (a: number) => Object.fromEntries(means.map((_, b) => [id(b), known(a, b) ? inUnit(a, b) : null]));
  return { means, figures, matrix: Object.fromEntries(means.map((_, a) => [id(a), row(a)])) };
}

function familyShares(strata: readonly Stratum[], population: number): Readonly<Record<string, number>> {
  const weights = new Map<string, number>();
  for (const { cells } of strata) {
    for (const { family, n, weight } of cells) weights.set(family, (weights.get(family) ?? 0) + n * weight);
  }
  return Object.fromEntries(
    [...weights.keys()].sort().map((family) => [family, (weights.get(family) ?? 0) / population])
  );
}

/** Every item of the booklets and of the cells, by area in the order of the design. */
function itemIds(strata: readonly Stratum[], design: EstimateDesign): readonly string[] {
  const layouts = new Set(strata.flatMap(({ cells }) => cells.map(({ layout }) => layout)));
  const booklets = Object.values(design.booklets).flat();
  const ids = design.areas.flatMap((_, area) => [
    ...booklets.flatMap((booklet) => booklet[area] ?? []),
    ...[...layouts].flatMap(({ items, areaOf }) => items.filter((__, i) => areaOf[i] === area))
  ]);
  return [...new Set(ids)];
}

function sharedWeights(strata: readonly Stratum[], { optionWeights, scale }: MomentLayout): readonly number[] {
  for (const { layout } of strata.flatMap(({ cells }) => cells)) {
    const same = layout.scale === scale && optionWeights.every((weight, i) => layout.optionWeights[i] === weight);
    assert(same, 'the cells of a domain have one scale and one set of option weights', { optionWeights });
  }
  return optionWeights;
}
