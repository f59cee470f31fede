import { itemAt, OPTIONS, pairAt, pooledSumAt, weightUnit, type MomentLayout, type PairBlock } from './layout.ts';
import type { Moments } from './moments.ts';

/** A thought: of those who are not satisfied with one of the items, the part `share`, in [0, 1], becomes satisfied. */
export interface AnswerShift {
  readonly items: ReadonlySet<string>;
  readonly share: number;
  /** The pair sums that are wanted; all where it says none. A block that is not wanted stays as it was. */
  readonly blocks?: readonly PairBlock[] | undefined;
}

const BLOCKS: readonly PairBlock[] = ['rating', 'pooled', 'weighted'];

type Sums = ArrayLike<number>;

/**
 * The sums of a cell as they are expected to be after a shift: each answer that is not satisfied moves to the lowest
 * satisfied level with probability `share`, independently (docs/STATISTICS.md, "What if"). Shares are exact; means and
 * their squares are exact in booklets; covariances of means are scaled by the standard deviations. The sums are no
 * integers, so that nothing can be added to them. The very same where nobody moves.
 */
export function shiftMoments(layout: MomentLayout, moments: Moments, shift: AnswerShift): Moments {
  const next = moments.slice();
  return shiftInto(next, layout, moments, shift) ? next : moments;
}

/** Writes the sums after a shift (see `shiftMoments`) over those before, which `room` holds; false where nobody moves. */
export function shiftInto(
  room: number[] | Float64Array,
  layout: MomentLayout,
  before: Sums,
  shift: AnswerShift
): boolean {
  if (shift.share === 0) return false;
  const moved: ShiftedArea[] = [];
  for (const items of areasOf(layout, shift)) {
    const low = lowIn(layout, before, items.chosen);
    if (low === 0) continue;
    for (const index of items.chosen) writeCounts(room, layout, { before, at: itemAt(index), share: shift.share });
    moved.push(new ShiftedArea(layout, { before, after: room, items, low, share: shift.share }));
  }
  for (const area of moved) {
    const at = pooledSumAt(layout, area.area);
    room[at] = area.part * (before[at + 1] ?? 0) + (1 - area.part) * (before[at] ?? 0);
  }
  for (const block of shift.blocks ?? BLOCKS) {
    for (const area of moved) writePairs(room, before, { layout, block, moved, area });
  }
  return moved.length > 0;
}

/** Where the items of an area stand, and which of them are of the shift. */
interface AreaItems {
  readonly area: number;
  readonly all: readonly number[];
  readonly chosen: readonly number[];
}

/** Looked up once a shift and layout, not for each of thousands of cells. */
const found = new WeakMap<AnswerShift, Map<MomentLayout, readonly AreaItems[]>>();

/** The areas that have an item of the shift. */
function areasOf(layout: MomentLayout, shift: AnswerShift): readonly AreaItems[] {
  const known = found.get(shift) ?? new Map<MomentLayout, readonly AreaItems[]>();
  found.set(shift, known);
  const areas = known.get(layout) ?? findAreas(layout, shift);
  known.set(layout, areas);
  return areas;
}

function findAreas({ areas, areaOf, items }: MomentLayout, shift: AnswerShift): readonly AreaItems[] {
  return areas.flatMap((_, area) => {
    const all = areaOf.flatMap((one, index) => (one === area ? [index] : []));
    const chosen = all.filter((index) => shift.items.has(items[index] ?? ''));
    return chosen.length > 0 ? [{ area, all, chosen }] : [];
  });
}

/** Answers to items that are not satisfied. */
function lowIn({ satisfied }: MomentLayout, sums: Sums, indexes: readonly number[]): number {
  let n = 0;
  for (const index of indexes) {
    for (let level = 1; level <= OPTIONS; level += 1) {
      if (!satisfied.includes(level)) n += sums[itemAt(index) + level - 1] ?? 0;
    }
  }
  return n;
}

/** The counts 1 … 5 of an item of the shift. */
function writeCounts(
  room: number[] | Float64Array,
  { satisfied }: MomentLayout,
  { before, at, share }: { readonly before: Sums; readonly at: number; readonly share: number }
): void {
  let lowest = OPTIONS;
  let moved = 0;
  for (let level = OPTIONS; level >= 1; level -= 1) {
    const count = before[at + level - 1] ?? 0;
    if (satisfied.includes(level)) lowest = level;
    else {
      moved += share * count;
      room[at + level - 1] = (1 - share) * count;
    }
  }
  room[at + lowest - 1] = (before[at + lowest - 1] ?? 0) + moved;
}

/** y' = origin + slope·y, and what that leaves out of Var(y'). */
interface Affine {
  readonly origin: number;
  readonly slope: number;
  readonly extra: number;
}

const SAME: Affine = { origin: 0, slope: 1, extra: 0 };

interface AreaShift {
  readonly items: AreaItems;
  readonly share: number;
  /** Answers of the items of the shift that are not satisfied, > 0. */
  readonly low: number;
  readonly before: Sums;
  /** Its counts are those after the shift. */
  readonly after: Sums;
}

/** An area of a cell in which a shift moves answers. */
class ShiftedArea {
  readonly area: number;
  /**
   * The part of the area's dissatisfied answers that becomes satisfied. In a full form the items of a person are not told
   * apart: a shift of one item is spread over the area's.
   */
  readonly part: number;
  private readonly layout: MomentLayout;
  private readonly of: AreaShift;

  constructor(layout: MomentLayout, of: AreaShift) {
    const { items, share, low, before } = of;
    this.layout = layout;
    this.of = of;
    this.area = items.area;
    this.part = items.chosen.length === items.all.length ? share : (share * low) / lowIn(layout, before, items.all);
  }

  affine(block: PairBlock): Affine {
    return block === 'pooled' ? this.ofShare() : this.ofScore(block);
  }

  /** t' = part·d + (1 − part)·t, and the chance of each answer. */
  private ofShare(): Affine {
    const { part, layout, area, of } = this;
    const at = pooledSumAt(layout, area);
    const low = (of.before[at + 1] ?? 0) - (of.before[at] ?? 0);
    return { origin: part, slope: 1 - part, extra: part * (1 - part) * low };
  }

  /** The line that takes mean and standard deviation of the area's answers to what they become. */
  private ofScore(block: 'rating' | 'weighted'): Affine {
    const { layout, area, of } = this;
    const at = pairAt(layout, block, area, area);
    const rows = of.before[at] ?? 0;
    if (rows === 0) return SAME;
    const values = valuesOf(layout, block);
    const [before, after] = [spreadOf(of.before, of.items.all, values), spreadOf(of.after, of.items.all, values)];
    const mean = (of.before[at + 1] ?? 0) / rows;
    const slope = before.variance > 0 ? Math.sqrt(after.variance / before.variance) : 1;
    const extra = before.variance > 0 ? 0 : after.variance * layout.scale ** 2 * rows;
    return { origin: mean * (1 - slope) + (after.mean - before.mean) * layout.scale, slope, extra };
  }
}

const weighted = new WeakMap<MomentLayout, readonly number[]>();

/** What the answers 1 … 5 count in a block. */
function valuesOf(layout: MomentLayout, block: 'rating' | 'weighted'): readonly number[] {
  if (block === 'rating') return [1, 2, 3, 4, 5];
  const known = weighted.get(layout) ?? layout.optionWeights.map((weight) => weight / weightUnit(layout));
  weighted.set(layout, known);
  return known;
}

/** Of the answers to items: their mean, and their variance about it. */
function spreadOf(sums: Sums, indexes: readonly number[], values: readonly number[]) {
  let [n, sum, squares] = [0, 0, 0];
  for (const index of indexes) {
    for (let i = 0; i < OPTIONS; i += 1) {
      const count = sums[itemAt(index) + i] ?? 0;
      n += count;
      sum += count * (values[i] ?? 0);
    }
  }
  const mean = n > 0 ? sum / n : 0;
  for (const index of indexes) {
    for (let i = 0; i < OPTIONS; i += 1) squares += (sums[itemAt(index) + i] ?? 0) * ((values[i] ?? 0) - mean) ** 2;
  }
  return { mean, variance: n > 0 ? squares / n : 0 };
}

interface AreaPairs {
  readonly layout: MomentLayout;
  readonly block: PairBlock;
  readonly moved: readonly ShiftedArea[];
  /** One of those that moved. */
  readonly area: ShiftedArea;
}

/** All pairs of an area; those of two that move once. */
function writePairs(room: number[] | Float64Array, before: Sums, { layout, block, moved, area }: AreaPairs): void {
  const a = area.area;
  const line = area.affine(block);
  for (let b = 0; b < layout.areas.length; b += 1) {
    const other = b === a ? area : moved.find((one) => one.area === b);
    if (b < a && other) continue; // written with the other
    const otherLine = b === a ? line : (other?.affine(block) ?? SAME);
    const [left, right] = a <= b ? [line, otherLine] : [otherLine, line];
    writePair(room, before, {
      from: pairAt(layout, block, Math.min(a, b), Math.max(a, b)),
      left,
      right,
      isOne: a === b
    });
  }
}

interface Pair {
  /** Where ΣD_a·D_b, ΣY_a·D_b, ΣD_a·Y_b, ΣY_a·Y_b stand. */
  readonly from: number;
  readonly left: Affine;
  readonly right: Affine;
  /** Both are one area. */
  readonly isOne: boolean;
}

function writePair(room: number[] | Float64Array, before: Sums, { from, left, right, isOne }: Pair): void {
  const [dd, yd] = [before[from] ?? 0, before[from + 1] ?? 0];
  const [dy, yy] = [before[from + 2] ?? 0, before[from + 3] ?? 0];
  room[from + 1] = left.origin * dd + left.slope * yd;
  room[from + 2] = right.origin * dd + right.slope * dy;
  const product =
    left.origin * right.origin * dd +
    left.origin * right.slope * dy +
    left.slope * right.origin * yd +
    left.slope * right.slope * yy;
  room[from + 3] = product + (isOne ? left.extra : 0);
}
