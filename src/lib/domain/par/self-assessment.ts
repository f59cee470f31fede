import type { Interval } from '../estimate/domain-estimate.ts';

export const ASSESSMENT_STATUSES = ['open', 'working', 'done'] as const;
export type AssessmentStatus = (typeof ASSESSMENT_STATUSES)[number];

/** One criterion of the whole set, as a province assesses itself. */
export interface AssessmentRow {
  readonly criterion: string;
  readonly title: string;
  readonly maxPoints: number;
  /** Points claimed, or simulated from the survey; null: none yet. Unrounded. */
  readonly points: number | null;
  /** Of simulated points. */
  readonly ci: Interval | null;
  /** Text, an address or the number of a document. */
  readonly evidence: string;
  readonly agency: string;
  readonly status: AssessmentStatus;
  /** Filled by the program from a round. */
  readonly isSimulated: boolean;
  /** Of what is kept of it; null where nothing is. */
  readonly revision: number | null;
}

export interface AssessmentSum {
  readonly points: number;
  readonly maxPoints: number;
  /** Of the points, those that are simulated. */
  readonly simulated: number;
  /** Criteria without points: the sum is without them. */
  readonly without: number;
}

/** Unrounded points added up. */
export function assessmentSum(rows: readonly AssessmentRow[]): AssessmentSum {
  const total = (of: readonly AssessmentRow[]) => of.reduce((sum, { points }) => sum + (points ?? 0), 0);
  return {
    points: total(rows),
    simulated: total(rows.filter(({ isSimulated }) => isSimulated)),
    maxPoints: rows.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    without: rows.filter(({ points }) => points === null).length
  };
}

/** The rows whose points nobody could check: claimed, or to be claimed, without evidence. */
export function withoutEvidence(rows: readonly AssessmentRow[]): readonly AssessmentRow[] {
  return rows.filter(({ isSimulated, evidence }) => !isSimulated && evidence.trim() === '');
}

export function parseAssessmentStatus(name: string): AssessmentStatus | undefined {
  return ASSESSMENT_STATUSES.find((status) => status === name);
}
