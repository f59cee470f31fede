import type { PeriodChange } from '../../../domain/comparison/period-change.ts';
import type { TopSignal } from '../../../domain/integrity/top-everywhere.ts';
import type { Alarm } from '../../../domain/kiosk/fleet.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import type { ShareFigure } from '../trends/round-figures.ts';

export interface Named {
  readonly id: string;
  readonly title: string;
}

/** One measure of a unit that clearly changed against the round before. */
export interface MeasureChange {
  /** `key` for the headline, else an area. */
  readonly measure: string;
  /** Null for the headline. */
  readonly name: Text | null;
  readonly change: PeriodChange;
  readonly now: ShareFigure;
  readonly before: ShareFigure;
}

/** A change of the unit's counters between the two rounds; then the round before is counted as the unit is now. */
export interface Reorganised {
  readonly on: string;
  readonly kind: 'merge' | 'other';
}

/** The measures of a unit that went the same way: the headline, then the areas, the largest change first. */
export interface UnitChange {
  readonly unit: Named;
  readonly changes: readonly MeasureChange[];
  readonly reorganised: Reorganised | null;
}

/** What the figures of a round say of its units, at a moment. */
export interface RoundCheck {
  readonly at: number;
  readonly falls: readonly UnitChange[];
  readonly rises: readonly UnitChange[];
  readonly signals: readonly (Omit<TopSignal, 'id'> & { readonly unit: Named })[];
  /** Units with a lower headline that is no ground to say so. */
  readonly unsure: readonly string[];
}

/** What somebody should look at, or do. */
export type Matter =
  | ({ readonly kind: 'stuffed'; readonly unit: Named } & Omit<TopSignal, 'id'>)
  | ({ readonly kind: 'fall' } & UnitChange)
  | ({ readonly kind: 'rise' } & UnitChange)
  | {
      readonly kind: 'kiosk';
      readonly id: string;
      readonly name: string;
      readonly unit: string;
      readonly alarm: Alarm;
      /** Since it was last heard of, in milliseconds; null = never. */
      readonly silentMs: number | null;
      readonly unsent: number;
    }
  | { readonly kind: 'unanswered'; readonly units: readonly Named[]; readonly since: string }
  | {
      readonly kind: 'sample';
      readonly missing: number;
      readonly units: number;
      readonly closesOn: string;
      /** The unit that misses most, of those whose n may be told. */
      readonly most: { readonly title: string; readonly n: number; readonly target: number } | null;
    }
  | {
      readonly kind: 'plan';
      readonly overdue: number;
      readonly latest: {
        readonly id: string;
        readonly title: string;
        readonly unit: string;
        readonly daysLate: number;
      };
    }
  | {
      readonly kind: 'publication';
      readonly standing: 'overdue' | 'preview';
      readonly round: { readonly id: string; readonly name: string };
      readonly on: string | null;
      readonly days: number;
    };

export type MatterKind = Matter['kind'];

export interface AttentionView {
  readonly checkedAt: number;
  /** What the answers say: signals for review, falls, rises. */
  readonly notable: readonly Matter[];
  /** What is to be done: silence, samples, deadlines. */
  readonly work: readonly Matter[];
  readonly unsure: readonly string[];
  readonly previous: { readonly name: string } | null;
  readonly isSelfSelected: boolean;
  /** Whether the reader may open the analysis of the round's rows. */
  readonly mayAnalyse: boolean;
}
