import type { Interval } from './domain-estimate.ts';
import { shownShareInterval } from './share-intervals.ts';

/** The sums of some days of a unit. */
export interface DaySums {
  /** N/n of the unit in the whole round; 1 where N is not known. */
  readonly weight: number;
  /** People with a valid answer. */
  readonly rows: number;
  /** Their valid and their satisfied answers; of one item as many as people. */
  readonly answers: number;
  readonly satisfied: number;
}

export interface DayShare {
  readonly share: number;
  readonly se: number;
  readonly df: number;
  readonly n: number;
  readonly ci: Interval | null;
}

/**
 * The satisfied share of some days inside a round: p = Σwt/Σwd over units, a ratio whose size is itself random, so that
 * V = M/(M−1) · Σw²(d/m)[t(1−p)² + (d−t)p²] / (Σwd)², M = Σm (Cochran, Sampling Techniques, 1977, §2.11, without
 * centring in units). Answers of one person count as if they were all alike, which is the most that they can vary: the
 * days keep no sums of squares. Null with fewer than two people.
 */
export function dayShare(parts: readonly DaySums[], confidence: number): DayShare | null {
  const filled = parts.filter(({ answers }) => answers > 0);
  const total = (value: (part: DaySums) => number) => filled.reduce((sum, part) => sum + value(part), 0);
  const n = total(({ rows }) => rows);
  if (n < 2) return null;
  const whole = total(({ weight, answers }) => weight * answers);
  const share = total(({ weight, satisfied }) => weight * satisfied) / whole;
  const squares = total(({ weight, rows, answers, satisfied }) => {
    const own = satisfied * (1 - share) ** 2 + (answers - satisfied) * share ** 2;
    return weight ** 2 * (answers / rows) * own;
  });
  const se = Math.sqrt(((n / (n - 1)) * squares) / whole ** 2);
  const df = n - 1;
  const most = total(({ weight, rows }) => weight * rows) ** 2 / total(({ weight, rows }) => weight ** 2 * rows);
  return { share, se, df, n, ci: shownShareInterval({ share, se, df, n, most }, confidence) };
}
