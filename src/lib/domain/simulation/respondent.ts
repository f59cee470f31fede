import type { Booklet } from '../questionnaire/booklets.ts';
import type { Questionnaire } from '../questionnaire/document.ts';
import type { Random } from './random.ts';

/**
 * How a simulated person answers. People are not iid (DESIGN §8): an answer is a latent normal
 *
 *   z = area + quarter·trend(area) + unit + counter-day + item + person + noise
 *
 * cut at fixed thresholds into 1 … 5, skewed to the top as real forms are. "I don't know" and "has not happened to me"
 * depend on the item (modernisation and finance most), a few answers are skipped. In a stuffed counter a share of the
 * forms is all 5; a unit may turn better or worse. The standard deviations: unit 0.30, counter-day 0.25, item 0.20,
 * person 0.60, noise 0.75.
 */
export interface Situation {
  readonly unitEffect: number;
  readonly counterDayEffect: number;
  /** 0 for the first quarter, 1 for the next, … */
  readonly quarter: number;
  readonly stuffed: boolean;
  readonly turn?: Turn | undefined;
}

/** What a unit is better or worse by than before: in the area, or in all and the key item where it is null. */
export interface Turn {
  readonly area: number | null;
  readonly by: number;
}

export const SPREAD = { unit: 0.3, counterDay: 0.25, person: 0.6, noise: 0.75 } as const;

// Levels and trends a quarter in the order of the areas: public finance falls, procedures and modernisation rise.
const AREA_LEVEL = [1.0, 1.15, 0.95, 1.45, 1.05, 0.95, 1.25];
const AREA_TREND = [0.0, 0.08, 0.0, 0.02, -0.1, 0.07, 0.0];
const THRESHOLDS = [-1.1, -0.5, 0.25, 1.25];
const MISSING_SHARE = [0.12, 0.04, 0.06, 0.02, 0.22, 0.3, 0.07];
const SKIPPED_SHARE = 0.015;
const STUFFED_SHARE = 0.8;

/** The answers of one person to a booklet and the key item. */
export function simulateAnswers(
  q: Questionnaire,
  booklet: Booklet,
  at: Situation,
  random: Random
): Record<string, number | string> {
  const answers: Record<string, number | string> = {};
  const stuffed = at.stuffed && random.chance(STUFFED_SHARE);
  const person = random.normal() * SPREAD.person;
  for (const [area, item] of booklet.items.entries()) {
    const missing = random.next();
    if (!stuffed && missing < SKIPPED_SHARE) continue;
    if (!stuffed && missing < SKIPPED_SHARE + (MISSING_SHARE[area] ?? 0.05)) {
      const [first, second] = q.scale.missing;
      const code = random.chance(0.4) ? first : second;
      if (code) answers[item] = code.id;
      continue;
    }
    const level = (AREA_LEVEL[area] ?? 1) + (AREA_TREND[area] ?? 0) * at.quarter + itemEffect(item) + turned(at, area);
    answers[item] = stuffed ? 5 : cut(level + shared(at) + person + random.normal() * SPREAD.noise);
  }
  answers[q.keyItem.id] = stuffed
    ? 5
    : cut(1.2 + 0.02 * at.quarter + turned(at, null) + shared(at) + person + random.normal() * SPREAD.noise);
  return answers;
}

function turned({ turn }: Situation, area: number | null): number {
  return turn && (turn.area === null || turn.area === area) ? turn.by : 0;
}

const shared = (at: Situation) => at.unitEffect + at.counterDayEffect;

/** A fixed effect of an item in [−0.3, 0.3], from its name. */
function itemEffect(item: string): number {
  let hash = 0;
  for (const letter of item) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return (hash / 997 - 0.5) * 0.6;
}

function cut(z: number): number {
  return 1 + THRESHOLDS.filter((threshold) => z > threshold).length;
}
