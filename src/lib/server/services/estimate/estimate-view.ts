import type { Text } from '../../../domain/questionnaire/document.ts';
import type { Change } from '../../../domain/estimate/change.ts';
import type { DecisionReason } from '../../../domain/estimate/decision.ts';
import type { AreaEstimate, FigureWithDf, Interval } from '../../../domain/estimate/domain-estimate.ts';
import type { PopulationStep } from '../../../domain/estimate/populations.ts';
import type { PointsRule } from '../../../domain/par/criteria-set.ts';
import type { Filter } from '../rounds/round-reading.ts';

/**
 * Why no figure is shown: too few answers, a hidden part could be computed from it, two cuts were asked for at once, or
 * all were dissatisfied.
 */
export type Suppression = 'floor' | 'complementary' | 'two_cuts' | 'all_dissatisfied';

/** How many responses, and of how many settled transactions. It stands beside every figure. */
export interface Counts {
  /** Responses in the estimate. */
  readonly n: number;
  /** All received but test answers. */
  readonly received: number;
  readonly quarantined: number;
  /** Settled transactions N; null when not yet entered. */
  readonly population: number | null;
  readonly weightStep: PopulationStep;
  /** Strata in which more answered than transactions were settled. */
  readonly overfull: readonly string[];
}

export interface Headline {
  readonly item: string;
  readonly text: Text;
  readonly n: number;
  /** Share of 4 and 5, in [0, 1]. */
  readonly share: number | null;
  readonly se: number | null;
  readonly ci: Interval | null;
  readonly mean: number | null;
  readonly meanSe: number | null;
  /** Answers 1 … 5. */
  readonly counts: readonly number[];
}

export interface AreaView {
  readonly id: string;
  readonly title: Text;
  readonly short: Text;
  /** Mean on 1 … 5, its interval, and the satisfied share with its own. */
  readonly estimate: AreaEstimate;
  /** Change of the satisfied share against the previous round. */
  readonly change: Change | null;
  readonly conclusive: boolean;
  readonly reasons: readonly DecisionReason[];
  /** Simulated points; null below the decision n. */
  readonly points: { readonly points: number | null; readonly se: number | null; readonly ci: Interval | null } | null;
  readonly maxPoints: number;
  readonly ruleOfArea: PointsRule;
  /** Not null where too few answered this area: then the estimate is empty. */
  readonly suppressed: Suppression | null;
}

export interface PointsView {
  readonly rule: PointsRule;
  readonly criteriaSet: { readonly id: string; readonly title: Text; readonly status: string };
  readonly total: {
    readonly estimate: number | null;
    readonly se: number | null;
    readonly ci: Interval | null;
    readonly maxPoints: number;
  };
  readonly caveats: readonly string[];
}

/**
 * The score of a unit by the items it is accountable for alone, over the areas that have any (DESIGN §5.4). It stands
 * beside the whole; what the province or the nation answers for is listed, not scored.
 */
export interface OwnView {
  readonly composite: FigureWithDf;
  readonly points: PointsView | null;
  readonly areasWithoutItems: readonly string[];
}

/** One figure of a cut (evidence class, channel, respondent type): never without its n. */
export interface CutView {
  readonly id: string;
  readonly n: number | null;
  readonly share: number | null;
  readonly ci: Interval | null;
  readonly suppressed: Suppression | null;
}

export interface RoundView {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly kind: 'self-selected' | 'probability' | 'census';
  readonly confidence: number;
}

export interface UnitView {
  readonly id: string;
  readonly code: string;
  readonly title: string;
}

/** Everything one page, API reply or report says of a unit in a round. Figures are null when `suppressed` is not. */
export interface EstimateView {
  readonly schema: 'hailong-estimate/1';
  readonly round: RoundView;
  readonly unit: UnitView;
  readonly filter: Filter;
  readonly simulatedData: boolean;
  readonly suppressed: Suppression | null;
  readonly floor: number;
  /** For readers in closed daily batches: the last day in the figures; null = up to now. */
  readonly releasedThrough: string | null;
  readonly counts: Counts | null;
  readonly headline: Headline | null;
  readonly headlineChange: Change | null;
  readonly conclusive: boolean;
  readonly reasons: readonly DecisionReason[];
  readonly decisionN: number;
  readonly areas: readonly AreaView[];
  readonly composite: FigureWithDf | null;
  /** Null below the decision n. */
  readonly points: PointsView | null;
  /** Null for the province, which answers for all. */
  readonly own: OwnView | null;
  readonly byEvidence: readonly CutView[];
  readonly byChannel: readonly CutView[];
  readonly method: { readonly interval: string; readonly caveats: readonly string[] };
}

/** A unit in the list under the Overview. */
export interface UnitProgress {
  readonly unit: UnitView;
  readonly n: number | null;
  readonly target: number | null;
  readonly population: number | null;
  readonly share: number | null;
  readonly ci: Interval | null;
  readonly conclusive: boolean;
  readonly suppressed: Suppression | null;
}

/** A point of the headline series over rounds, oldest first. */
export interface SeriesPoint {
  readonly round: string;
  readonly name: string;
  readonly n: number | null;
  readonly share: number | null;
  readonly ci: Interval | null;
  readonly conclusive: boolean;
  readonly open: boolean;
  /** The day since the point before on which counters came to the unit or left it: the two are of different units. */
  readonly changedOn: string | null;
}

export interface SeriesScope {
  /** Units as they were in each round, or as they are today. */
  readonly as: 'then' | 'now';
  /** The same after the last point. */
  readonly changedAfter: string | null;
  /** Level of the intervals, in (0, 1). */
  readonly confidence: number;
  /** As then and as now differ in some round. */
  readonly hasChanges: boolean;
}

export interface SeriesView extends SeriesScope {
  readonly points: readonly SeriesPoint[];
}

export interface OverviewView {
  readonly estimate: EstimateView;
  readonly previousRound: RoundView | null;
  readonly rounds: readonly RoundView[];
  readonly units: readonly UnitProgress[];
  readonly unitsOnTarget: number;
  readonly series: readonly SeriesPoint[];
  readonly seriesScope: SeriesScope;
}
