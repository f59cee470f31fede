import type { DesignEffect } from '../estimate/design-effect.ts';
import type { DomainEstimate, FigureWithDf, Interval } from '../estimate/domain-estimate.ts';
import { designShareIntervals } from '../estimate/share-intervals.ts';
import type { CriteriaSet, PointsRule } from '../par/criteria-set.ts';
import { points, type Points } from '../par/points.ts';
import type { SurveyQuestionnaire } from './survey-data.ts';

/** Figures under the names of the result schema (SCHEMA.md). */

interface MeanFigure {
  readonly n: number;
  readonly mean: number | null;
  readonly se: number | null;
  readonly df: number | null;
  readonly ci: Interval | null;
}

export function meanFigure(n: number, { estimate, se, df, ci }: FigureWithDf): MeanFigure {
  return { n, mean: estimate, se, df, ci };
}

export function meanWithEffect(n: number, figure: FigureWithDf & DesignEffect) {
  return { ...meanFigure(n, figure), deff: figure.deff, deff_replace: figure.deffReplace };
}

export function shareFigure({ n, estimate, se, df, ci }: FigureWithDf & { readonly n: number }) {
  return { n, share: estimate, se, df, ci };
}

/** A satisfied share with the four intervals of METHODS §4. */
export function satisfiedFigure(
  of: Readonly<Record<'share' | 'se' | 'df', number | null>> & { readonly n: number },
  confidence: number
) {
  const { n, share, se, df } = of;
  const { ciWald, ciLogit, ciBeta, ciWilson, nEff } = designShareIntervals({ share, se, df, n }, confidence);
  return { n, share, se, df, ci_wald: ciWald, ci_logit: ciLogit, ci_beta: ciBeta, ci_wilson: ciWilson, n_eff: nEff };
}

/** The three rules that an analysis reports, under the names of the result and of the application. */
const RULES: readonly (readonly [string, PointsRule])[] = [
  ['linear', 'mean_rescaled'],
  ['share', 'share'],
  ['mean_over_max', 'mean_over_max']
];

/** Weights and points of a questionnaire as the criteria that the application scores with. */
export function criteriaOf({ areas }: SurveyQuestionnaire): CriteriaSet {
  return {
    schema: 'hailong-criteria-set/1',
    id: 'questionnaire',
    version: '1',
    title: {},
    status: 'draft',
    source: 'survey-questionnaire/1',
    maxPointsTotal: areas.reduce((sum, { max_points }) => sum + max_points, 0),
    rule: 'share',
    optionWeights: [0, 0.25, 0.5, 0.75, 1],
    steps: [{ minShare: 0, shareOfPoints: 0 }],
    criteria: areas.map(({ id, weight, max_points }) => ({ area: id, weight, maxPoints: max_points }))
  };
}

/** Of each rule, the points of the areas and their total. */
export function pointsByRule<T>(estimate: DomainEstimate, criteria: CriteriaSet, show: (points: Points) => T) {
  return Object.fromEntries(
    RULES.map(([name, rule]) => [name, show(points(estimate, criteria, rule, estimate.confidence))])
  );
}

export function totalPoints({ total: { estimate, se, df, ci, maxPoints } }: Points) {
  return { estimate, se, df, ci, max_points: maxPoints };
}

export function pointsWithAreas(of: Points) {
  const areas = Object.entries(of.areas).map(([id, area]) => [id, { points: area.points, se: area.se }]);
  return { areas: Object.fromEntries(areas), total: totalPoints(of) };
}
