import { folded } from '../shared/folded.ts';

/** A header or label as it is compared: without marks and case, words of letters and digits parted by one space. */
export function plainName(name: string): string {
  return folded(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
