export const LEVELS = ['ok', 'warning', 'bad'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * One thing that was looked at. Its words are in the catalog `health`: `<id>.title`, `<id>.is.<state>` with the values,
 * and `<id>.do.<state>` where it is not in order.
 */
export interface Check {
  readonly id: string;
  readonly level: Level;
  readonly state: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** The worst of the checks. */
export function worst(checks: readonly Check[]): Level {
  return LEVELS.findLast((level) => checks.some((check) => check.level === level)) ?? 'ok';
}
