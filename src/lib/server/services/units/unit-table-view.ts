import type { FieldRefusal } from '../../../domain/disclosure/field-telling.ts';
import type { Interval } from '../../../domain/estimate/domain-estimate.ts';
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

/** Why a unit has no adjusted share; `coverage`: its fields are too small a part of what is compared. */
export type AdjustedRefusal = FieldRefusal | 'coverage';

/** The headline as it were with the fields of all compared units, or why it is not told. */
export type AdjustedFigure =
  | { readonly refusal: AdjustedRefusal; readonly figure: null }
  | { readonly refusal: null; readonly figure: AdjustedShare };

export interface AdjustedShare {
  readonly share: number;
  readonly ci: Interval | null;
  readonly n: number;
  readonly conclusive: boolean;
  /** The part of the standard mix that the unit's own fields cover, in (0, 1]. */
  readonly coverage: number;
}

/** The comparison by fields, beside the raw one. */
export interface AdjustedView {
  /** Why there is none of any unit: filtered, as now, in closed batches, or fewer than two units that can be compared. */
  readonly refusal: 'cut' | 'now' | 'batches' | 'few_units' | null;
  readonly units: ReadonlyMap<string, AdjustedFigure>;
  /** The standard: what part of the compared answers each field is; the largest first. */
  readonly mix: readonly { readonly field: string; readonly part: number }[];
  /** Units that are compared. */
  readonly compared: number;
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
  /** Null where nobody asked for it. */
  readonly adjusted: AdjustedFigure | null;
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
  /** The comparison by fields; null where nobody asked for it. */
  readonly adjusted: AdjustedView | null;
}
