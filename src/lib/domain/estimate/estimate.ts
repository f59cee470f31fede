import { assert } from '../shared/assert.ts';
import { weightUnit, type MomentLayout, type PairBlock } from '../tally/layout.ts';
import { blockEstimate, type Frame } from './block-estimate.ts';
import { itemsOfBooklets } from './booklet-items.ts';
import { NO_EFFECT } from './design-effect.ts';
import type { Cell, EstimateDesign } from './design.ts';
import type { AreaEstimate, DomainAreas, DomainEstimate, ItemEstimate, KeyItemEstimate } from './domain-estimate.ts';
import { itemEstimator } from './item-estimate.ts';
import { linearised, type SumsOf } from './linearised.ts';
import { overallEstimate } from './overall-estimate.ts';
import { keyItemEstimate } from './key-item-estimate.ts';
import { shownShareInterval } from './share-intervals.ts';
import { slotPlan, type SlotPlan } from './slots.ts';
import { effectiveShare, sampleOf, type Sample } from './strata.ts';

const BLOCKS: readonly PairBlock[] = ['rating', 'pooled', 'weighted'];

const NO_FIGURE = { estimate: null, se: null, ci: null };

/** What of the areas somebody needs; all, where it is not said. */
export interface AreasExtent {
  readonly spreadOf?: readonly PairBlock[];
  /** Satisfied shares alone, with their spread: they stand in place of the ratings too, and family shares are left out. */
  readonly pooledOnly?: boolean;
  /** Design effects of the areas of full forms. */
  readonly withEffects?: boolean;
}

/** What of the figures somebody needs; all, where it is not said. */
export interface EstimateExtent extends AreasExtent {
  readonly withItems?: boolean;
  /** Without it the key item reads as if nobody had answered it. */
  readonly withKeyItem?: boolean;
}

/**
 * All figures of one domain from the cells of its strata: a union of whole strata, all their counted cells, booklets or
 * full forms but not both. Booklets follow METHODS §14, full forms §4; both are one estimator over sums.
 * Without `withItems` the items are left out; the blocks `rating` and `pooled` have estimates without spread, `weighted`
 * has none, where they are not in `spreadOf`: these take most of the time, and what is left is the same to the last digit. In a full form `satisfied` is the pooled share Σwt/Σwd over the rows with any valid answer in the area.
 */
export function estimate(cells: readonly Cell[], design: EstimateDesign, extent: EstimateExtent = {}): DomainEstimate {
  const { withItems = true, withKeyItem = true } = extent;
  const frame = estimateFrame(cells, design);
  const { sample } = frame;
  return {
    ...estimateAreas(frame, extent),
    items: withItems ? itemEstimates(sample, design) : {},
    keyItem: keyItemEstimate(withKeyItem ? sample : sampleOf([], design), design),
    overall: overallEstimate(sample, design)
  };
}

/** The strata of a domain with their weights, and where the answers of each cell go. */
export function estimateFrame(cells: readonly Cell[], design: EstimateDesign): Frame {
  const sample = sampleOf(cells, design);
  const plan = slotPlan(sample, design);
  const room = linearised(plan.areas.length, sample.cells.length, () => []);
  return { sample, plan, design, rowWeights: familyWeights(sample, plan), room };
}

/**
 * The areas of a domain (see `estimate`). With `sumsOf` as they would be, had its cells other answers: each as many rows
 * as before.
 */
export function estimateAreas(
  frame: Frame,
  { spreadOf = BLOCKS, pooledOnly = false, withEffects = true }: AreasExtent = {},
  sumsOf: SumsOf = (cell) => frame.sample.cells[cell]?.moments ?? []
): DomainAreas {
  const { sample, plan, design } = frame;
  const layout = sample.cells[0]?.layout ?? null;
  const block = (name: PairBlock, unit: number) =>
    blockEstimate(frame, { block: name, unit, withSpread: spreadOf.includes(name), withEffects, sumsOf });
  const satisfied = block('pooled', 1);
  const rating = pooledOnly ? satisfied : block('rating', 1 / (layout?.scale ?? 1));
  const weighted =
    spreadOf.includes('weighted') && !pooledOnly
      ? block('weighted', layout ? weightUnit(layout) / (1000 * layout.scale) : 1)
      : null;
  const effective = effectiveShare(sample);
  const areas: Record<string, AreaEstimate> = {};
  for (const [i, { area }] of plan.areas.entries()) {
    const [main, share] = [rating.figures[i], satisfied.figures[i]];
    const weights = weighted ? weighted.figures[i] : NO_FIGURE;
    const mean = rating.means[i];
    assert(main && share && weights && mean, 'every scored area is estimated in every block', { area });
    areas[design.areas[area]?.id ?? ''] = {
      ...main,
      ...(rating.effects[i] ?? NO_EFFECT),
      nValid: rating.rows[i] ?? 0,
      itemsWithoutAnswers: mean.itemsWithoutAnswers,
      familiesWithoutAnswers: mean.familiesWithoutAnswers,
      satisfied: {
        n: satisfied.rows[i] ?? 0,
        ...share,
        ciShown: shownShareInterval(
          { ...share, share: share.estimate, n: satisfied.rows[i] ?? 0, most: (satisfied.answers[i] ?? 0) * effective },
          design.confidence
        )
      },
      weighted: { estimate: weights.estimate, se: weights.se, ci: weights.ci }
    };
  }
  const nPsu = sample.strata.reduce((sum, { psus }) => sum + psus, 0);
  const population = sample.strata.reduce((sum, stratum) => sum + stratum.n * stratum.weight, 0);
  return {
    confidence: design.confidence,
    form: layout?.form ?? 'booklet',
    n: sample.n,
    df: nPsu - sample.strata.length,
    nPsu,
    nStrata: sample.strata.length,
    population,
    familyShares: pooledOnly ? {} : familyShares(sample, population),
    areas,
    areasWithoutItems: design.areas.flatMap(({ id }, a) => (plan.areas.some(({ area }) => area === a) ? [] : [id])),
    covariance: { rating: rating.matrix, satisfied: satisfied.matrix, weighted: weighted?.matrix ?? {} },
    optionWeights: layout ? sharedWeights(sample, layout) : null,
    lonelyStrata: sample.strata.flatMap((stratum) => (stratum.n === 1 ? [stratum.id] : []))
  };
}

/** The key item alone, for lists and series that show nothing else: the same figure as `estimate(…).keyItem`. */
export function estimateKeyItem(cells: readonly Cell[], design: EstimateDesign): KeyItemEstimate {
  return keyItemEstimate(sampleOf(cells, design), design);
}

/** By family of the plan, Σ w over all its rows. */
function familyWeights({ cells }: Sample, { families, familyOf }: SlotPlan): readonly number[] {
  const weights = families.map(() => 0);
  for (const [c, { n, weight }] of cells.entries()) {
    const family = familyOf[c] ?? -1;
    weights[family] = (weights[family] ?? 0) + n * weight;
  }
  return weights;
}

function familyShares({ cells }: Sample, population: number): Readonly<Record<string, number>> {
  const weights = new Map<string, number>();
  for (const { family, n, weight } of cells) weights.set(family, (weights.get(family) ?? 0) + n * weight);
  return Object.fromEntries(
    [...weights.keys()].sort().map((family) => [family, (weights.get(family) ?? 0) / population])
  );
}

function itemEstimates(sample: Sample, design: EstimateDesign): Readonly<Record<string, ItemEstimate>> {
  const estimateOf = itemEstimator(sample, design);
  return Object.fromEntries(itemIds(sample, design).map((id) => [id, estimateOf(id)]));
}

/** Every item of the booklets and of the cells, by area in the order of the design. */
function itemIds({ cells }: Sample, design: EstimateDesign): readonly string[] {
  const layouts = [...new Set(cells.map(({ layout }) => layout))];
  const families = [...itemsOfBooklets(design.booklets).values()];
  const ids = design.areas.flatMap((_, area) => [
    ...families.flatMap((items) => items[area] ?? []),
    ...layouts.flatMap(({ items, areaOf }) => items.filter((__, i) => areaOf[i] === area))
  ]);
  return [...new Set(ids)];
}

function sharedWeights({ cells }: Sample, { optionWeights, scale }: MomentLayout): readonly number[] {
  for (const layout of new Set(cells.map((cell) => cell.layout))) {
    const same = layout.scale === scale && optionWeights.every((weight, i) => layout.optionWeights[i] === weight);
    assert(same, 'the cells of a domain have one scale and one set of option weights', { optionWeights });
  }
  return optionWeights;
}
