import { assert } from '../shared/assert.ts';
import { OPTIONS, type MomentLayout } from './layout.ts';
import { emptyMoments, type Moments } from './moments.ts';
import { FIRST_MISSING_CODE, SKIPPED, type ScorePolicy } from './row-score.ts';
import { tallier, type Tallier } from './tallier.ts';

export type { ScorePolicy } from './row-score.ts';

/** A valid answer 1 … 5, or a missing code; an absent key is a skipped item. */
export type Answers = Readonly<Record<string, number | string>>;

/**
 * One response as the moments of a cell with one row (METHODS §1, §14).
 * Answers are validated before: an item outside the layout or a value off the scale throws.
 */
export function tally(layout: MomentLayout, answers: Answers, policy: ScorePolicy): Moments {
  for (const id of Object.keys(answers)) {
    assert(id === layout.keyItem || layout.items.includes(id), 'an answer to an item of the layout', { id });
  }
  const codes = layout.items.map((id) => codeOf(layout, id, answers));
  codes.push(codeOf(layout, layout.keyItem, answers));
  const moments = [...emptyMoments(layout)];
  tallierOf(layout, policy)(moments, codes);
  for (const value of moments) assert(Number.isSafeInteger(value), 'a moment is a safe integer', { value });
  return moments;
}

function codeOf({ missing }: MomentLayout, id: string, answers: Answers): number {
  const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
  if (answer === undefined) return SKIPPED;
  const isValue = typeof answer === 'number';
  const place = isValue ? -1 : missing.indexOf(answer);
  const known = isValue ? Number.isInteger(answer) && answer >= 1 && answer <= OPTIONS : place >= 0;
  assert(known, 'an answer on the scale or a missing code', { id, answer });
  return isValue ? answer : FIRST_MISSING_CODE + place;
}

/** By layout, by the least number of valid items: what a layout needs is looked up once. */
const kept = new WeakMap<MomentLayout, Map<number, Tallier>>();

function tallierOf(layout: MomentLayout, policy: ScorePolicy): Tallier {
  const ofLayout = kept.get(layout) ?? new Map<number, Tallier>();
  const found = ofLayout.get(policy.minItemsArea) ?? tallier(layout, policy);
  kept.set(layout, ofLayout.set(policy.minItemsArea, found));
  return found;
}
