import { clusterAreaAt } from '../tally/clusters.ts';
import { pairAt, pooledSumAt, type MomentLayout, type PairBlock } from '../tally/layout.ts';
import { areaMean, type AreaMean } from './area-mean.ts';
import { allRows, counted, type Counted } from './counted.ts';
import { designEffect, NO_EFFECT, type DesignEffect } from './design-effect.ts';
import type { EstimateDesign } from './design.ts';
import type { CovarianceMatrix, FigureWithDf } from './domain-estimate.ts';
import { figure } from './interval.ts';
import type { Linearised, SumsOf } from './linearised.ts';
import type { SlotPlan } from './slots.ts';
import { squaresAbout } from './squares.ts';
import type { Sample } from './strata.ts';
import { covarianceMatrix } from './variance.ts';

/** What the blocks of a domain share. */
export interface Frame {
  readonly sample: Sample;
  readonly plan: SlotPlan;
  readonly design: EstimateDesign;
  /** By family, Σ w over all its rows. */
  readonly rowWeights: readonly number[];
  /** Each block is written into the same arrays: they hold megabytes, and an estimate is made in one go. */
  readonly room: Linearised;
}

export interface BlockOf {
  readonly block: PairBlock;
  /** Takes the integers of the block to the reported scale. */
  readonly unit: number;
  /** Without it there are no standard errors, intervals and covariances: they take nearly all of the time. */
  readonly withSpread: boolean;
  /** Of full forms: each area reads the sums of all cells once more. */
  readonly withEffects: boolean;
  /** The sums of the cells of the frame: their own, or others for as many rows. */
  readonly sumsOf: SumsOf;
}

/** The scored areas, in the order of the plan, in one block of the moments. */
export interface BlockEstimate {
  readonly means: readonly AreaMean[];
  readonly figures: readonly FigureWithDf[];
  /** By area: rows of the block, those with a score (`pooled`: with a valid answer). */
  readonly rows: readonly number[];
  /** By area: the valid answers, several of a person in a full form; in the other blocks its rows. */
  readonly answers: readonly number[];
  readonly matrix: CovarianceMatrix;
  /** By area, of full forms; the effect of booklets has no meaning for an area of several items. */
  readonly effects: readonly DesignEffect[];
}

/** Estimates of the scored areas in one block of the moments. */
export function blockEstimate(frame: Frame, { block, unit, withSpread, withEffects, sumsOf }: BlockOf): BlockEstimate {
  const { sample, plan, design } = frame;
  const variables = { ...frame.room, pairs: sumsOf };
  const validRows = readSums(variables, frame, block);
  const means = plan.areas.map((area, index) => areaMean(area, { ...frame, variables, index }));
  const covariance = withSpread ? covarianceMatrix(sample, variables) : null;
  const counts = plan.areas.map(({ slotOf }, a): Counted => {
    const rowsIn = (c: number) => ((slotOf[c] ?? -1) >= 0 ? (validRows[c * means.length + a] ?? 0) : 0);
    return counted(sample, { rowsIn, clusterAt: (c) => variables.clusterDAt[c * means.length + a] ?? 0 });
  });
  const inUnit = (a: number, b: number) => covariance && (covariance[a * means.length + b] ?? 0) * unit * unit;
  const figures = means.map((mean, a): FigureWithDf => {
    const { df = 0, scale = 1 } = counts[a] ?? {};
    if (mean.estimate === null) return { estimate: null, se: null, df: null, ci: null };
    const variance = inUnit(a, a);
    if (variance === null) return { estimate: mean.estimate * unit, se: null, df, ci: null };
    const { confidence } = design;
    return figure({ estimate: mean.estimate * unit, variance: scale * variance, df, confidence });
  });
  const matrix = matrixOf({ frame, means, inUnit });
  const effects = means.map((mean, a) => {
    const { se = null } = figures[a] ?? {};
    if (!withEffects || !plan.full || mean.estimate === null || se === null) return NO_EFFECT;
    const spread = squaresAbout(sample, variables, { index: a, centre: mean.estimate });
    return designEffect({ ...spread, squares: spread.squares * unit * unit, variance: se * se });
  });
  const answers = plan.areas.map(({ slotOf }, a) =>
    slotOf.reduce((sum, slot, c) => sum + (slot >= 0 ? (variables.d[c * means.length + a] ?? 0) : 0), 0)
  );
  return { means, figures, rows: counts.map(({ rows }) => rows), answers, matrix, effects };
}

/** The covariances of the areas; S of `average` counts the strata of all rows, since areas miss different ones. */
function matrixOf(of: {
  readonly frame: Frame;
  readonly means: readonly AreaMean[];
  readonly inUnit: (a: number, b: number) => number | null;
}): CovarianceMatrix {
  const { means, inUnit } = of;
  const { sample, plan, design } = of.frame;
  const { scale } = allRows(sample);
  const ids = plan.areas.map(({ area }) => design.areas[area]?.id ?? '');
  const matrix: Record<string, Record<string, number | null>> = {};
  for (const [a, left] of ids.entries()) {
    const row: Record<string, number | null> = {};
    for (const [b, right] of ids.entries()) {
      const variance = inUnit(a, b);
      const isMissing = variance === null || means[a]?.estimate === null || means[b]?.estimate === null;
      row[right] = isMissing ? null : scale * variance;
    }
    matrix[left] = row;
  }
  return matrix;
}

/**
 * Reads the sums of the cells in a block, and where their pair sums stand; gives the rows that count, by cell and scored
 * area. Nothing is left of what the room held.
 */
function readSums(variables: Linearised, { sample, plan }: Frame, block: PairBlock): Float64Array {
  const { size, x, d, pairs, pairsFrom, pairAt: pairOf } = variables;
  for (const numbers of [variables.alpha, variables.z, variables.beta]) numbers.fill(0);
  const rows = new Float64Array(x.length);
  const layout = sample.cells[0]?.layout;
  if (!layout) return rows;
  for (const [a, left] of plan.areas.entries()) {
    for (const [b, right] of plan.areas.entries()) {
      if (a <= b) pairOf[a * size + b] = pairAt(layout, block, left.area, right.area) - pairAt(layout, block, 0, 0);
    }
  }
  const places = placesOf(plan, block);
  for (const [c, { layout: own }] of sample.cells.entries()) {
    const { first, from, xAt, dAt, rowsAt } = places(own);
    const sums = pairs(c);
    const clusterXAt = { rating: 1, weighted: 2, pooled: 3 }[block];
    const clusterDAt = block === 'pooled' ? 4 : 0;
    pairsFrom[c] = first;
    for (let a = 0; a < size; a += 1) {
      const at = from[a] ?? 0;
      x[c * size + a] = sums[at + xAt] ?? 0;
      d[c * size + a] = sums[at + dAt] ?? 0;
      rows[c * size + a] = sums[at + rowsAt] ?? 0;
      if (!sample.clustered) continue;
      const clusterAt = clusterAreaAt(own, plan.areas[a]?.area ?? 0);
      variables.clusterXAt[c * size + a] = clusterAt + clusterXAt;
      variables.clusterDAt[c * size + a] = clusterAt + clusterDAt;
    }
  }
  return rows;
}

interface Places {
  /** Where the pair sums begin. */
  readonly first: number;
  /** Where the sums of each scored area begin; ΣX, ΣD and the rows stand so far behind. */
  readonly from: readonly number[];
  readonly xAt: number;
  readonly dAt: number;
  readonly rowsAt: number;
}

/** Looked up once a layout. Pooled sums are Σt, Σd, Σ1[d>0]; a diagonal pair is m, Σy, Σy, Σy², one D a row. */
function placesOf({ areas }: SlotPlan, block: PairBlock): (layout: MomentLayout) => Places {
  const found = new Map<MomentLayout, Places>();
  const offsets = block === 'pooled' ? { xAt: 0, dAt: 1, rowsAt: 2 } : { xAt: 1, dAt: 0, rowsAt: 0 };
  return (layout) => {
    const known = found.get(layout);
    if (known) return known;
    const from = areas.map(({ area }) =>
      block === 'pooled' ? pooledSumAt(layout, area) : pairAt(layout, block, area, area)
    );
    const places = { first: pairAt(layout, block, 0, 0), from, ...offsets };
    found.set(layout, places);
    return places;
  };
}
