import type { Floor } from '../../../domain/access/policy.ts';
import type { Filter } from '../rounds/round-reading.ts';
import type { HiddenItems } from './hidden-items.ts';
import type { Suppression } from './estimate-view.ts';

/** What is asked of a round: a unit, a cut of it, and what was found. */
export interface Asked {
  readonly unit: string;
  readonly filter: Filter;
  /** Responses. */
  readonly n: number;
  /** Answers 1 … 5 to the key item. */
  readonly keyCounts: readonly number[];
}

/** What is asked of an area in a cut of a unit. */
export interface AskedArea {
  readonly unit: string;
  readonly filter: Filter;
  readonly area: string;
  /** Those who answered it, with a score. */
  readonly n: number;
}

/** The one suppression gate under page, API and report (DESIGN §5.7): why a figure is not shown; null = it is. */
export interface Gate {
  /** Of a cut at all. */
  readonly of: (asked: Asked) => Suppression | null;
  readonly ofArea: (asked: AskedArea) => Suppression | null;
  /** Of a unit by the items alone for which it is accountable. */
  readonly ofOwn: (unit: string) => Suppression | null;
  /** The items that are not told of a unit in the whole round, of an area. */
  readonly hiddenItems: HiddenItems;
}

/** Why an area is not shown that so many answered; null = it is. */
export type HidesArea = (area: string, n: number) => Suppression | null;

/** The floor alone, where nothing is told beside it from which an area could be computed. */
export function floorOnly(floor: Floor): HidesArea {
  return (_, n) => (isSmall(n, floor) ? 'floor' : null);
}

export const cutsIn = ({ respondentType, filingMode, lane }: Filter) =>
  [respondentType, filingMode, lane].filter((cut) => cut !== null).length;

export const isSmall = (n: number, { minimum }: Floor) => n > 0 && n < minimum;

/** Of a cut as a whole: its answers, and those to the key item. */
export function belowFloor(n: number, keyCounts: readonly number[], floor: Floor): Suppression | null {
  const answered = keyCounts.reduce((sum, count) => sum + count, 0);
  return isSmall(n, floor) || isSmall(answered, floor) ? 'floor' : null;
}
