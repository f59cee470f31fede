import type { LeagueRow } from '../../../domain/ranking/league.ts';
import type { PeriodChange } from '../../../domain/comparison/period-change.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import type { RoundView, Suppression, UnitView } from '../estimate/estimate-view.ts';
import type { ShareFigure } from '../trends/round-figures.ts';

export type HeatClass = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The share of a unit in an area, and how clearly it differs from the whole. */
export interface HeatCell {
  readonly area: string;
  readonly share: number | null;
  readonly heat: HeatClass;
  readonly isHidden: boolean;
}

/** A point of a unit's sparkline; null = no round, hidden or no answers. */
export interface SparkPoint {
  readonly share: number | null;
  /** The unit became another before it. */
  readonly isCut: boolean;
}

export interface UnitTableRow {
  readonly id: string;
  readonly unit: UnitView;
  readonly suppressed: Suppression | null;
  readonly n: number | null;
  readonly target: number | null;
  readonly population: number | null;
  readonly figure: ShareFigure | null;
  readonly series: readonly SparkPoint[];
  /** Against the round before. */
  readonly change: PeriodChange | null;
  readonly areas: readonly HeatCell[];
  /** The area with the lowest share, among those that may be judged. */
  readonly weakest: string | null;
  /** In probability samples and censuses only. */
  readonly league: LeagueRow | null;
}

export interface UnitTable {
  readonly parent: UnitView;
  readonly round: RoundView;
  readonly previous: RoundView | null;
  readonly as: 'then' | 'now';
  readonly hasChanges: boolean;
  readonly whole: ShareFigure | null;
  readonly areas: readonly { readonly id: string; readonly short: Text; readonly title: Text }[];
  /** The rounds of the sparklines, oldest first. */
  readonly rounds: readonly string[];
  readonly rows: readonly UnitTableRow[];
  readonly floor: number;
  readonly decisionN: number;
  /** Volunteers: no rank, no unit called different. */
  readonly isSelfSelected: boolean;
  readonly isCut: boolean;
}
