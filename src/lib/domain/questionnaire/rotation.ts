import { assert } from '../shared/assert.ts';

/**
 * The booklet of a form is a function of its id, so that the post verifies it without state: the last eight
 * hexadecimal digits, as a number, modulo the count of booklets.
 */
export function bookletIndex(formId: string, count: number): number {
  assert(count > 0, 'a family has booklets', { count });
  return Number.parseInt(formId.slice(-8), 16) % count;
}

/** The nearest id to a random one whose booklet is `index`: 96 bits stay random, and the version and variant bits untouched. */
export function formIdFor({ random, index, count }: { random: string; index: number; count: number }): string {
  assert(index >= 0 && index < count, 'a booklet of the family', { index, count });
  const low = Number.parseInt(random.slice(-8), 16);
  const moved = low - (low % count) + index;
  const kept = moved > 0xffffffff ? moved - count : moved;
  return random.slice(0, -8) + kept.toString(16).padStart(8, '0');
}
