import { assert } from '../shared/assert.ts';
import type { AreaEstimate, CovarianceMatrix, DomainAreas, FigureWithDf } from '../estimate/domain-estimate.ts';
import { figure, tInterval } from '../estimate/interval.ts';
import { optionWeightsInThousandths, type CriteriaSet, type Criterion, type PointsRule } from './criteria-set.ts';
import { stepped, type AreaPoints, type Scored } from './steps.ts';

/**
 * `sum_of_ends`: ci is [Σ low, Σ high] of the areas, wider than an interval. `never_below_fifth`: the rule gives at
 * least 20 % of the points. `item_mix`: an area lacks items or families; do not compare.
 */
export type PointsCaveat = 'sum_of_ends' | 'never_below_fifth' | 'item_mix';

export interface Points {
  readonly rule: PointsRule;
  /** By area of the criteria set, without those that are not scored. */
  readonly areas: Readonly<Record<string, AreaPoints>>;
  readonly total: FigureWithDf & { readonly maxPoints: number; readonly missingAreas: readonly string[] };
  readonly caveats: readonly PointsCaveat[];
}

/**
 * Σ ω_a m_a with the full covariance (METHODS §10). Where areas are not scored (`areasWithoutItems`) the weights of the
 * others are rescaled to sum to 1. An area without an estimate: all null.
 */
export function composite(estimate: DomainAreas, criteriaSet: Pick<CriteriaSet, 'criteria'>): FigureWithDf {
  const criteria = scoredCriteria(estimate, criteriaSet);
  const weightSum = criteria.reduce((sum, { weight }) => sum + weight, 0);
  const source: Source = { read: (area) => area, origin: 0, covariance: estimate.covariance.rating };
  // Nothing that is left has a weight: no composite.
  const weighted = weightSum > 0 ? criteria : [];
  const parts = weighted.map(({ area, weight }) => partOf(estimate, { area, source, factor: weight / weightSum }));
  return combine(estimate, parts, source.covariance, estimate.confidence);
}

/** Points of the areas and their total under a rule (METHODS §10, §14). Totals add unrounded points. */
export function points(estimate: DomainAreas, criteriaSet: CriteriaSet, rule: PointsRule, confidence: number): Points {
  const criteria = scoredCriteria(estimate, criteriaSet);
  const itemMix = criteria.some(({ area }) => {
    const found = estimate.areas[area];
    return found && found.itemsWithoutAnswers.length + found.familiesWithoutAnswers.length > 0;
  });
  const scored =
    rule === 'steps'
      ? stepped(estimate, criteriaSet, { criteria, confidence })
      : linear(estimate, criteriaSet, { criteria, rule, confidence });
  const missingAreas = criteria.flatMap(({ area }) => ((scored.areas[area]?.points ?? null) === null ? [area] : []));
  const maxPoints = criteria.reduce((sum, criterion) => sum + criterion.maxPoints, 0);
  const caveats: PointsCaveat[] = [];
  if (rule === 'steps') caveats.push('sum_of_ends');
  if (rule === 'mean_over_max') caveats.push('never_below_fifth');
  if (itemMix) caveats.push('item_mix');
  return { rule, areas: scored.areas, total: { ...scored.total, maxPoints, missingAreas }, caveats };
}

type LinearRule = Exclude<PointsRule, 'steps'>;

/** Which figure of an area a rule scores: points = factor·(estimate − origin). */
interface Source {
  readonly read: (area: AreaEstimate) => FigureWithDf;
  readonly origin: number;
  readonly covariance: CovarianceMatrix;
}

interface Part {
  readonly area: string;
  readonly factor: number;
  readonly points: number | null;
  readonly se: number | null;
  readonly df: number | null;
}

function linear(
  estimate: DomainAreas,
  criteriaSet: CriteriaSet,
  of: { readonly criteria: readonly Criterion[]; readonly rule: LinearRule; readonly confidence: number }
): Scored {
  const { source, factor } = sourceOf(estimate, criteriaSet, of.rule);
  const parts = of.criteria.map(({ area, maxPoints }) =>
    partOf(estimate, { area, source, factor: maxPoints * factor })
  );
  const areas = parts.map(({ area, points: value, se, df }, i): readonly [string, AreaPoints] => {
    const hasInterval = value !== null && se !== null && df !== null;
    const ci = hasInterval ? tInterval({ estimate: value, se, df, confidence: of.confidence }) : null;
    return [area, { points: value, se, ci, maxPoints: of.criteria[i]?.maxPoints ?? 0 }];
  });
  return { areas: Object.fromEntries(areas), total: combine(estimate, parts, source.covariance, of.confidence) };
}

function sourceOf(
  estimate: DomainAreas,
  criteriaSet: CriteriaSet,
  rule: LinearRule
): { readonly source: Source; readonly factor: number } {
  const { rating, satisfied, weighted } = estimate.covariance;
  switch (rule) {
    case 'share':
      return { source: { read: (area) => area.satisfied, origin: 0, covariance: satisfied }, factor: 1 };
    case 'mean_rescaled':
      return { source: { read: (area) => area, origin: 1, covariance: rating }, factor: 1 / 4 };
    case 'mean_over_max':
      return { source: { read: (area) => area, origin: 0, covariance: rating }, factor: 1 / 5 };
    case 'option_weights': {
      const declared = optionWeightsInThousandths(criteriaSet);
      const same =
        estimate.optionWeights === null || estimate.optionWeights.every((weight, i) => weight === declared[i]);
      assert(same, 'the responses were tallied with the option weights of the criteria set', { declared });
      const read = ({ weighted: mean, df }: AreaEstimate) => ({ ...mean, df });
      return { source: { read, origin: 0, covariance: weighted }, factor: 1 };
    }
  }
}

function partOf(
  estimate: DomainAreas,
  { area, source, factor }: { readonly area: string; readonly source: Source; readonly factor: number }
): Part {
  const found = estimate.areas[area];
  const { estimate: value = null, se = null, df = null } = found ? source.read(found) : {};
  return {
    area,
    factor,
    points: value === null ? null : factor * (value - source.origin),
    se: se === null ? null : factor * se,
    df
  };
}

/** Σ points with Var = c'Vc, c = the factors: areas come from the same respondents (METHODS §10). */
function combine(
  estimate: DomainAreas,
  parts: readonly Part[],
  covariance: CovarianceMatrix,
  confidence: number
): FigureWithDf {
  const missing = parts.length === 0 || parts.some((part) => part.points === null);
  if (missing) return { estimate: null, se: null, df: null, ci: null };
  const total = parts.reduce((sum, part) => sum + (part.points ?? 0), 0);
  // METHODS §14: in booklets an area with df ≤ 0 leaves the sum without a standard error; §10 has no such rule.
  const withoutSpread = estimate.form === 'booklet' && parts.some(({ se }) => se === null);
  if (withoutSpread) return { estimate: total, se: null, df: estimate.df, ci: null };
  let variance = 0;
  for (const a of parts) {
    for (const b of parts) variance += a.factor * b.factor * (covariance[a.area]?.[b.area] ?? 0);
  }
  return figure({ estimate: total, variance, df: estimate.df, confidence });
}

/** The criteria of areas that are scored. */
function scoredCriteria(estimate: DomainAreas, { criteria }: Pick<CriteriaSet, 'criteria'>): readonly Criterion[] {
  return criteria.filter(({ area }) => !estimate.areasWithoutItems.includes(area));
}
