/** A figure of a frozen scorecard that a later version can differ in. */
export interface ScorecardUnit {
  readonly unit: string;
  readonly title: string;
  /** Responses in the figures; null where they are hidden. */
  readonly n: number | null;
  /** Satisfied share by the key item, in [0, 1]. */
  readonly share: number | null;
  readonly ci: readonly [number, number] | null;
  /** Simulated points of all areas. */
  readonly points: number | null;
}

export interface ScorecardDifference {
  readonly unit: string;
  readonly title: string;
  readonly before: ScorecardUnit | null;
  readonly after: ScorecardUnit | null;
}

/** The units in which two versions of a scorecard differ, in the order of the later one. */
export function scorecardDifferences(
  before: readonly ScorecardUnit[],
  after: readonly ScorecardUnit[]
): readonly ScorecardDifference[] {
  const old = new Map(before.map((row) => [row.unit, row]));
  const now = new Set(after.map((row) => row.unit));
  const changed = after.flatMap((row): readonly ScorecardDifference[] => {
    const was = old.get(row.unit) ?? null;
    return was && isSame(was, row) ? [] : [{ unit: row.unit, title: row.title, before: was, after: row }];
  });
  const gone = before.filter((row) => !now.has(row.unit));
  return [...changed, ...gone.map((row) => ({ unit: row.unit, title: row.title, before: row, after: null }))];
}

function isSame(a: ScorecardUnit, b: ScorecardUnit): boolean {
  return (
    a.n === b.n && a.share === b.share && a.points === b.points && a.ci?.[0] === b.ci?.[0] && a.ci?.[1] === b.ci?.[1]
  );
}
