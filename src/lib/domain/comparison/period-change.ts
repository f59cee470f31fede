import { change, type Change, type PeriodFigure } from '../estimate/change.ts';

/** What may be said of two periods in one word. */
export type PeriodVerdict = 'up' | 'down' | 'same' | 'unclear' | 'not_comparable';

export interface PeriodChange extends Omit<Change, 'verdict'> {
  readonly verdict: PeriodVerdict;
}

/** Half of the band of differences that matter to nobody: three points of a hundred (docs/STATISTICS.md, "Two periods"). */
export const SAME_MARGIN = 0.03;

/** Limits that are reached but for the last binary digit are reached. */
const ROUNDING = 1e-12;

/**
 * The difference of two periods in words: clear where its interval leaves out 0, `same` where it holds 0 and lies within
 * ± the margin (equivalence by the interval: Schuirmann, J. Pharmacokinetics 15, 1987), else unclear. Without the
 * decision gate of both (DESIGN §5.6) there is no word but `unclear`; without a figure, or over a `cut`, none at all.
 */
export function periodChange(
  current: PeriodFigure,
  previous: PeriodFigure,
  of: { readonly confidence: number; readonly isCut: boolean; readonly margin?: number }
): PeriodChange {
  const found = change(current, previous, of.confidence);
  const say = (verdict: PeriodVerdict): PeriodChange => ({ ...found, verdict });
  if (of.isCut || found.estimate === null) return { ...say('not_comparable'), estimate: null, ci: null };
  if (found.verdict === 'up' || found.verdict === 'down') return say(found.verdict);
  if (found.verdict === 'not_comparable' || found.ci === null) return say('unclear');
  const margin = (of.margin ?? SAME_MARGIN) + ROUNDING;
  return say(found.ci[0] >= -margin && found.ci[1] <= margin ? 'same' : 'unclear');
}
