import type { PeriodChange } from '../../../domain/comparison/period-change.ts';
import type { SpanOutages } from '../../../domain/trend/span-outages.ts';
import type { TrendBreak } from '../../../domain/trend/trend-break.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import type { Suppression } from '../estimate/estimate-view.ts';
import type { ShareFigure } from './round-figures.ts';

/** From the finest to the coarsest; the first three divide rounds, the last two pool them. */
export const STEPS = ['day', 'week', 'month', 'round', 'period', 'year'] as const;
export type Step = (typeof STEPS)[number];
export const isInsideRounds = (step: Step) => step === 'day' || step === 'week' || step === 'month';

export interface TrendQuery {
  readonly unit: string;
  /** The key item (`key`), an area or an item. */
  readonly indicator: string;
  readonly step: Step;
  /** Units as they were in each round, or as they are today. */
  readonly as: 'then' | 'now';
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  readonly lane: string | null;
  /** The round that a series by day is of; null = the newest. */
  readonly round: string | null;
  /** The two points that are compared; null = the newest and the one before it. */
  readonly from: string | null;
  readonly to: string | null;
}

/** One point of a series, oldest first. Figures are null where it is hidden or empty. */
export interface TrendPoint {
  readonly id: string;
  /** The name of a round or a report period; null where the span says it all. */
  readonly name: string | null;
  readonly from: string;
  readonly to: string;
  readonly suppressed: Suppression | null;
  readonly n: number | null;
  readonly received: number | null;
  readonly population: number | null;
  /** Days of the span that lie in a round with answers, of all its days up to today. */
  readonly days: { readonly covered: number; readonly all: number };
  readonly shares: Readonly<Record<string, ShareFigure>>;
  /** Areas and items that are hidden in it. */
  readonly hidden: readonly string[];
  /** Its answers still come in. */
  readonly open: boolean;
  /** How many rounds are in it, and how many of them are hidden. */
  readonly rounds: number;
  readonly hiddenRounds: number;
  /** Since the point before. */
  readonly breaks: readonly TrendBreak[];
  /** The line ends before this point, or the unit became another within it. */
  readonly isCut: boolean;
}

/** A point as it is shown, with the outages of its days. */
export interface MarkedPoint extends TrendPoint {
  readonly outages: SpanOutages;
}

export interface Indicator {
  readonly id: string;
  readonly title: Text;
}

export interface ComparedIndicator extends Indicator {
  readonly change: PeriodChange;
}

export interface TrendComparison {
  readonly from: MarkedPoint;
  readonly to: MarkedPoint;
  readonly isCut: boolean;
  readonly rows: readonly ComparedIndicator[];
}

/** Why the series is not told in the step, or (`itemCuts`) in the cut, that was asked for. */
export type SeriesRefusal = 'below' | 'few' | 'cuts' | 'items' | 'itemCuts';

export interface TrendView {
  readonly unit: { readonly id: string; readonly title: string };
  readonly query: TrendQuery;
  readonly points: readonly MarkedPoint[];
  readonly indicators: readonly Indicator[];
  readonly items: readonly Indicator[];
  /** Level of the intervals, in (0, 1). */
  readonly confidence: number;
  readonly decisionN: number;
  readonly floor: number;
  readonly isSelfSelected: boolean;
  readonly closedBatches: boolean;
  readonly isSimulated: boolean;
  /** As then and as now differ in some round. */
  readonly hasChanges: boolean;
  readonly comparison: TrendComparison | null;
  /** What can be compared: the points, or inside rounds the rounds themselves. */
  readonly comparable: readonly MarkedPoint[];
  readonly refusal: SeriesRefusal | null;
  /** Inside rounds this unit has months, but neither days nor weeks. */
  readonly isMonthOnly: boolean;
}
