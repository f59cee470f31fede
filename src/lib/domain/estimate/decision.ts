import type { Interval } from './domain-estimate.ts';

export type DecisionReason = 'few_responses' | 'wide_interval' | 'item_mix';

export interface DecisionLimits {
  /** Fewest responses for colour, arrow, rank or points. */
  readonly decisionN: number;
  /** Widest half of the interval, as a share (0.10: ten points of a hundred). */
  readonly halfWidthMax: number;
}

export interface Decision {
  readonly conclusive: boolean;
  readonly reasons: readonly DecisionReason[];
}

/** Limits that are reached but for the last binary digit are reached. */
const ROUNDING = 1e-12;

/** Whether a figure may carry a judgement (DESIGN §5.6); else "chưa đủ phiếu để kết luận". `ci` is of a share. */
export function decision(
  figure: {
    readonly n: number;
    readonly ci: Interval | null;
    readonly itemsWithoutAnswers: readonly string[];
    readonly familiesWithoutAnswers: readonly string[];
  },
  limits: DecisionLimits
): Decision {
  const { n, ci } = figure;
  const halfWidth = ci ? (ci[1] - ci[0]) / 2 : Infinity;
  const reasons: DecisionReason[] = [];
  if (n < limits.decisionN) reasons.push('few_responses');
  if (halfWidth > limits.halfWidthMax + ROUNDING) reasons.push('wide_interval');
  if (figure.itemsWithoutAnswers.length + figure.familiesWithoutAnswers.length > 0) reasons.push('item_mix');
  return { conclusive: reasons.length === 0, reasons };
}
