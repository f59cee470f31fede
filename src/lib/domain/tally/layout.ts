import { assert } from '../shared/assert.ts';
import type { OverallBlock } from './overall.ts';

/** What a moment vector's numbers mean (docs/ARCHITECTURE.md, "Moments: what a cell holds"). */
export interface MomentLayout {
  readonly form: 'booklet' | 'full';
  /** y = area mean × scale is an integer: 1 in a booklet, 2520 in a full form. */
  readonly scale: number;
  readonly areas: readonly string[];
  readonly items: readonly string[];
  /** For each item, the index of its area. */
  readonly areaOf: readonly number[];
  readonly keyItem: string;
  readonly satisfied: readonly number[];
  /** The two codes of answers outside n. */
  readonly missing: readonly string[];
  /** v(1) … v(5) × 1000, integers. */
  readonly optionWeights: readonly number[];
  readonly length: number;
  /** In analyses only (`withOverall`). */
  readonly overall?: OverallBlock | undefined;
}

/** What of a questionnaire a layout depends on; a `Questionnaire` is one. */
export interface LayoutSource {
  readonly areas: readonly { readonly id: string; readonly items: readonly { readonly id: string }[] }[];
  readonly scale: { readonly satisfied: readonly number[]; readonly missing: readonly { readonly id: string }[] };
  readonly keyItem: { readonly id: string };
}

export type PairBlock = 'rating' | 'pooled' | 'weighted';

export const OPTIONS = 5;
/** Counts of 1…5 and of the two missing codes. */
export const COUNTS = OPTIONS + 2;
/** Σt, Σd, Σ1[d>0]. */
const POOLED_SUMS = 3;
/** The least common multiple of 1…10: the mean of up to ten answers times this is an integer. */
const FULL_SCALE = 2520;
const ITEMS_MAX = 10;

/**
 * The layout of one booklet: at most one item an area.
 * `optionWeights` are v(1) … v(5) × 1000 as integers (`optionWeightsInThousandths` of a criteria set).
 */
export function bookletLayout(
  questionnaire: LayoutSource,
  bookletItems: readonly string[],
  optionWeights: readonly number[]
): MomentLayout {
  const areaOf = bookletItems.map((name) => {
    const area = questionnaire.areas.findIndex(({ items }) => items.some(({ id }) => id === name));
    assert(area >= 0, 'an item of the booklet is in an area', { item: name });
    return area;
  });
  assert(new Set(areaOf).size === areaOf.length, 'a booklet holds at most one item an area', { bookletItems });
  return layout(questionnaire, { form: 'booklet', scale: 1, items: bookletItems, areaOf, optionWeights });
}

/** The layout of the full form: all items of all areas. Throws when an area has more than ten items. */
export function fullLayout(questionnaire: LayoutSource, optionWeights: readonly number[]): MomentLayout {
  for (const { id, items } of questionnaire.areas) {
    assert(items.length <= ITEMS_MAX, 'an area of a full form has at most 10 items', { area: id, items: items.length });
  }
  const items = questionnaire.areas.flatMap((area) => area.items.map(({ id }) => id));
  const areaOf = questionnaire.areas.flatMap((area, a) => area.items.map(() => a));
  return layout(questionnaire, { form: 'full', scale: FULL_SCALE, items, areaOf, optionWeights });
}

function layout(
  source: LayoutSource,
  part: Pick<MomentLayout, 'form' | 'scale' | 'items' | 'areaOf' | 'optionWeights'>
): MomentLayout {
  const inThousandths = part.optionWeights.every((v) => Number.isInteger(v) && v >= 0 && v <= 1000);
  assert(part.optionWeights.length === OPTIONS && inThousandths, 'five option weights in whole thousandths', part);
  assert(source.scale.missing.length === 2, 'two missing codes');
  assert(new Set(part.items).size === part.items.length, 'an item stands once', { items: part.items });
  const areas = source.areas.length;
  return {
    ...part,
    areas: source.areas.map(({ id }) => id),
    keyItem: source.keyItem.id,
    satisfied: source.scale.satisfied,
    missing: source.scale.missing.map(({ id }) => id),
    length: 1 + COUNTS * (part.items.length + 1) + 12 * pairs(areas) + POOLED_SUMS * areas
  };
}

/** Where the row count stands. */
export const N_AT = 0;

/** Where the seven counts of an item begin. */
export function itemAt(index: number): number {
  return 1 + COUNTS * index;
}

/** Where the seven counts of the key item begin. */
export function keyItemAt({ items }: MomentLayout): number {
  return itemAt(items.length);
}

/** Answers 1 … 5 of an item whose counts begin there. */
export function answersAt(moments: readonly number[], at: number): number {
  let n = 0;
  for (let level = 0; level < OPTIONS; level += 1) n += moments[at + level] ?? 0;
  return n;
}

/** The layout of n and the key item alone: what a headline needs of a cell. */
export function headlineLayout(l: MomentLayout): MomentLayout {
  return { ...l, items: [], areaOf: [], length: itemAt(1) };
}

/** The moments of a headline layout, from the first numbers of a cell up to its key item. */
export function headlineMoments(l: MomentLayout, first: readonly number[]): readonly number[] {
  const at = keyItemAt(l);
  return [first[N_AT] ?? 0, ...first.slice(at, at + COUNTS)];
}

/** Where the four sums of a pair of areas a ≤ b begin. */
export function pairAt(l: MomentLayout, block: PairBlock, a: number, b: number): number {
  const areas = l.areas.length;
  assert(a <= b && b < areas, 'a pair of areas in order', { a, b });
  const first = itemAt(l.items.length + 1);
  const perBlock = 4 * pairs(areas);
  const start = block === 'rating' ? first : block === 'pooled' ? first + perBlock : pooledSumAt(l, areas);
  return start + 4 * (a * areas - (a * (a - 1)) / 2 + (b - a));
}

/** Where Σt, Σd, Σ1[d>0] of an area stand. */
export function pooledSumAt(l: MomentLayout, area: number): number {
  return itemAt(l.items.length + 1) + 8 * pairs(l.areas.length) + POOLED_SUMS * area;
}

/**
 * The unit of the `weighted` block, in thousandths: the greatest common divisor of the option weights. Sums of squares
 * of thousandths × 2520 pass 2^53 after 1,418 full forms; of quarters (unit 250) after 88 million.
 */
export function weightUnit(l: MomentLayout): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  return l.optionWeights.reduce(gcd, 0) || 1;
}

function pairs(areas: number): number {
  return (areas * (areas + 1)) / 2;
}
