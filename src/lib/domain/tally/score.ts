import { assert } from '../shared/assert.ts';
import { OPTIONS, itemAt, keyItemAt, pairAt, pooledSumAt, weightUnit, type MomentLayout } from './layout.ts';
import { emptyMoments, type Moments } from './moments.ts';

/** A valid answer 1 … 5, or a missing code; an absent key is a skipped item. */
export type Answers = Readonly<Record<string, number | string>>;

export interface ScorePolicy {
  /** An area with fewer valid answers has no score (METHODS §1). */
  readonly minItemsArea: number;
}

interface AreaScore {
  /** Valid answers, satisfied answers. */
  d: number;
  t: number;
  /** Σx and Σv(x) over the valid answers; v in units of `weightUnit`. */
  x: number;
  v: number;
}

/**
 * One response as the moments of a cell with one row (METHODS §1, §14).
 * Answers are validated before: an item outside the layout or a value off the scale throws.
 */
export function tally(layout: MomentLayout, answers: Answers, policy: ScorePolicy): Moments {
  const moments = [...emptyMoments(layout)];
  const scores: AreaScore[] = layout.areas.map(() => ({ d: 0, t: 0, x: 0, v: 0 }));
  const unit = weightUnit(layout);
  moments[0] = 1;
  for (const id of Object.keys(answers)) {
    assert(id === layout.keyItem || layout.items.includes(id), 'an answer to an item of the layout', { id });
  }
  for (const [index, id] of layout.items.entries()) {
    const value = count(moments, itemAt(index), layout, id, answers);
    const score = scores[layout.areaOf[index] ?? -1];
    assert(score, 'an item has an area', { id });
    if (value === null) continue;
    score.d += 1;
    score.t += layout.satisfied.includes(value) ? 1 : 0;
    score.x += value;
    score.v += (layout.optionWeights[value - 1] ?? 0) / unit;
  }
  count(moments, keyItemAt(layout), layout, layout.keyItem, answers);
  addPairs(moments, layout, scores, policy);
  return moments;
}

function count(moments: number[], at: number, layout: MomentLayout, id: string, answers: Answers): number | null {
  const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
  if (answer === undefined) return null;
  const isValue = typeof answer === 'number';
  const offset = isValue ? answer - 1 : OPTIONS + layout.missing.indexOf(answer);
  const known = isValue ? Number.isInteger(answer) && answer >= 1 && answer <= OPTIONS : offset >= OPTIONS;
  assert(known, 'an answer on the scale or a missing code', { id, answer });
  moments[at + offset] = 1;
  return isValue ? answer : null;
}

function addPairs(moments: number[], layout: MomentLayout, scores: readonly AreaScore[], policy: ScorePolicy): void {
  const scored = scores.map(({ d, x, v }) => {
    const valid = d > 0 && d >= policy.minItemsArea ? 1 : 0;
    // Exact: d divides the scale, or is 1.
    const factor = valid && layout.scale / d;
    return { valid, y: x * factor, v: v * factor };
  });
  for (const [a, left] of scored.entries()) {
    const { t = 0, d = 0 } = scores[a] ?? {};
    write(moments, pooledSumAt(layout, a), [t, d, d > 0 ? 1 : 0]);
    for (const [b, right] of scored.entries()) {
      if (b < a) continue;
      const { t: tb = 0, d: db = 0 } = scores[b] ?? {};
      const m = left.valid * right.valid;
      write(moments, pairAt(layout, 'rating', a, b), [m, left.y * m, right.y * m, left.y * right.y]);
      write(moments, pairAt(layout, 'pooled', a, b), [d * db, t * db, d * tb, t * tb]);
      write(moments, pairAt(layout, 'weighted', a, b), [m, left.v * m, right.v * m, left.v * right.v]);
    }
  }
}

function write(moments: number[], at: number, values: readonly number[]): void {
  for (const [i, value] of values.entries()) {
    assert(Number.isSafeInteger(value), 'a moment is a safe integer', { at: at + i, value });
    moments[at + i] = value;
  }
}
