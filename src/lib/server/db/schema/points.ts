/** What stands beside the simulated points. */
export interface PointsTables {
  points_target: PointsTargetRow;
}

interface PointsTargetRow {
  round: string;
  /** Empty for the whole. */
  criterion: string;
  points: number;
}
