import type { Generated } from 'kysely';

/** What stands beside the simulated points. */
export interface PointsTables {
  points_target: PointsTargetRow;
  official_result: OfficialResultRow;
  self_assessment: SelfAssessmentRow;
}

interface PointsTargetRow {
  round: string;
  /** Empty for the whole. */
  criterion: string;
  points: number;
}
interface OfficialResultRow {
  year: number;
  measure: string;
  value: number;
  max: number;
  rank: number | null;
  rank_of: number | null;
  source: string;
  published_on: string;
  /** Grows with each change. */
  revision: Generated<number>;
}
interface SelfAssessmentRow {
  period: string;
  criteria_set: string;
  criterion: string;
  claimed: number | null;
  evidence: string;
  agency: string;
  status: string;
  /** Grows with each change. */
  revision: Generated<number>;
}
