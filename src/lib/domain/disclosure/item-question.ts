import type { Kind } from './count-table.ts';
import type { Cut } from './disclosure.ts';

/** Answers of one kind in a unit, to each item of an area in order. */
export interface ItemCell extends Omit<Kind, 'isOwn'> {
  readonly unit: string;
  readonly answers: readonly number[];
}

export interface ItemQuestion {
  /** The items of the area; `isOwn`: the unit itself is accountable for it. */
  readonly items: readonly { readonly id: string; readonly isOwn: boolean }[];
  /** Those that count in the headline. */
  readonly cells: readonly ItemCell[];
  /** From the root to the unit itself, of every unit with cells. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly floor: number;
  /** Whether the area is told of a cut of a unit. */
  readonly isAreaTold: (unit: string, cut: Cut) => boolean;
  /** Whether the area is told of a unit by its own items alone. */
  readonly isOwnTold: (unit: string) => boolean;
}

/** An item that is told by itself, or those that are merged. */
export interface ItemBlock {
  readonly name: string;
  readonly items: readonly string[];
  /** Those accountable for it: of own items, of others, or of all where own items are told of no unit. */
  readonly group: string;
  /** By cell. */
  readonly answers: Float64Array;
}
