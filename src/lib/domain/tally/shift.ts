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

/** y' = origin + slope·y, and what that leaves out of Var(y'). */
interface Affine {
  readonly origin: number;
  readonly slope: number;
  readonly extra: number;
}

const SAME: Affine = { origin: 0, slope: 1, extra: 0 };

/**
 * The sums of a cell as they are expected to be after a shift: each answer that is not satisfied moves to the lowest
 * satisfied level with probability `share`, independently (docs/STATISTICS.md, "What if"). Shares are exact; means and
 * their squares are exact in booklets; covariances of means are scaled by the standard deviations. The sums are no
 * integers, so that nothing can be added to them.
 */
export function shiftMoments(layout: MomentLayout, moments: Moments, shift: AnswerShift): Moments {
  if (shift.share === 0) return moments;
  const areas = indexesByArea(layout).map(
    (indexes, area) => new ShiftedArea(layout, moments, { area, indexes, shift })
  );
  if (areas.every(({ moved }) => moved === 0)) return moments;
  const next = moments.slice();
  for (const { indexes, moved } of areas) {
    if (moved === 0) continue;
    for (const index of indexes) {
      const counts = shiftedCounts(layout, moments, { index, shift });
      for (const [level, count] of counts.entries()) next[itemAt(index) + level] = count;
    }
  }
  for (const [a, left] of areas.entries()) {
    const at = pooledSumAt(layout, a);
    if (left.moved > 0) next[at] = left.part * (moments[at + 1] ?? 0) + (1 - left.part) * (moments[at] ?? 0);
    for (const [b, right] of areas.entries()) {
      if (b < a || (left.moved === 0 && right.moved === 0)) continue;
      for (const block of shift.blocks ?? BLOCKS) {
        const [from, isOne] = [pairAt(layout, block, a, b), a === b];
        writePair(next, { moments, from, left: left.affine(block), right: right.affine(block), isOne });
      }
    }
  }
  return next;
}

/** By layout, by area, the places of its items: looked up once, not for each of thousands of cells. */
const places = new WeakMap<MomentLayout, readonly (readonly number[])[]>();

function indexesByArea(layout: MomentLayout): readonly (readonly number[])[] {
  const { areas, areaOf } = layout;
  const found = places.get(layout) ?? areas.map((_, a) => areaOf.flatMap((area, index) => (area === a ? [index] : [])));
  places.set(layout, found);
  return found;
}

/** An area of a cell, and how a shift moves its answers. */
class ShiftedArea {
  readonly indexes: readonly number[];
  /** Answers of the items of the shift that are not satisfied. */
  readonly moved: number;
  /**
   * The part of the area's dissatisfied answers that becomes satisfied. In a full form the items of a person are not told
   * apart: a shift of one item is spread over the area's.
   */
  readonly part: number;
  private readonly layout: MomentLayout;
  private readonly moments: Moments;
  private readonly area: number;
  private readonly shift: AnswerShift;
  private readonly lines = new Map<PairBlock, Affine>();

  constructor(layout: MomentLayout, moments: Moments, of: AreaOfShift) {
    this.layout = layout;
    this.moments = moments;
    this.area = of.area;
    this.shift = of.shift;
    this.indexes = of.indexes;
    const chosen = this.indexes.filter((index) => of.shift.items.has(layout.items[index] ?? ''));
    const low = (indexes: readonly number[]) => indexes.reduce((sum, index) => sum + lowIn(layout, moments, index), 0);
    this.moved = chosen.length === 0 ? 0 : low(chosen);
    const all = chosen.length === 0 || chosen.length === this.indexes.length ? this.moved : low(this.indexes);
    this.part = this.moved === 0 ? 0 : this.moved === all ? of.shift.share : of.shift.share * (this.moved / all);
  }

  affine(block: PairBlock): Affine {
    if (this.moved === 0) return SAME;
    const line = this.lines.get(block) ?? this.lineOf(block);
    this.lines.set(block, line);
    return line;
  }

  private lineOf(block: PairBlock): Affine {
    if (block === 'pooled') return this.ofShare();
    const { layout } = this;
    const unit = block === 'rating' ? 1 : weightUnit(layout);
    const value = (level: number) => (block === 'rating' ? level : (layout.optionWeights[level - 1] ?? 0) / unit);
    return this.ofScore(block, value);
  }

  /** t' = part·d + (1 − part)·t, and the chance of each answer. */
  private ofShare(): Affine {
    const { part, moments } = this;
    const at = pooledSumAt(this.layout, this.area);
    return {
      origin: part,
      slope: 1 - part,
      extra: part * (1 - part) * ((moments[at + 1] ?? 0) - (moments[at] ?? 0))
    };
  }

  /** The line that takes mean and standard deviation of the area's answers to what they become. */
  private ofScore(block: PairBlock, value: (level: number) => number): Affine {
    const { layout, moments, indexes, shift } = this;
    const before = spreadOf(
      indexes.map((index) => countsOf(moments, index)),
      value
    );
    const after = spreadOf(
      indexes.map((index) => shiftedCounts(layout, moments, { index, shift })),
      value
    );
    const at = pairAt(layout, block, this.area, this.area);
    const rows = moments[at] ?? 0;
    if (rows === 0) return SAME;
    const mean = (moments[at + 1] ?? 0) / rows;
    const slope = before.variance > 0 ? Math.sqrt(after.variance / before.variance) : 1;
    const extra = before.variance > 0 ? 0 : after.variance * layout.scale ** 2 * rows;
    return { origin: mean * (1 - slope) + (after.mean - before.mean) * layout.scale, slope, extra };
  }
}

interface AreaOfShift {
  readonly area: number;
  readonly indexes: readonly number[];
  readonly shift: AnswerShift;
}

/** Answers to an item that are not satisfied. */
function lowIn({ satisfied }: MomentLayout, moments: Moments, index: number): number {
  let n = 0;
  for (let level = 1; level <= OPTIONS; level += 1) {
    if (!satisfied.includes(level)) n += moments[itemAt(index) + level - 1] ?? 0;
  }
  return n;
}

/** Counts of 1 … 5. */
function countsOf(moments: Moments, index: number): readonly number[] {
  return moments.slice(itemAt(index), itemAt(index) + OPTIONS);
}

function shiftedCounts(
  { items, satisfied }: MomentLayout,
  moments: Moments,
  { index, shift }: { readonly index: number; readonly shift: AnswerShift }
): readonly number[] {
  const counts = countsOf(moments, index);
  if (!shift.items.has(items[index] ?? '')) return counts;
  const lowest = Math.min(...satisfied);
  let moved = 0;
  const rest = counts.map((count, i) => {
    if (satisfied.includes(i + 1)) return count;
    moved += shift.share * count;
    return (1 - shift.share) * count;
  });
  return rest.map((count, i) => (i + 1 === lowest ? count + moved : count));
}

function spreadOf(lists: readonly (readonly number[])[], value: (level: number) => number) {
  let [n, sum] = [0, 0];
  for (const counts of lists) {
    for (const [i, count] of counts.entries()) {
      n += count;
      sum += count * value(i + 1);
    }
  }
  const mean = n > 0 ? sum / n : 0;
  let squares = 0;
  for (const counts of lists) {
    for (const [i, count] of counts.entries()) squares += count * (value(i + 1) - mean) ** 2;
  }
  return { mean, variance: n > 0 ? squares / n : 0 };
}

interface Pair {
  readonly moments: Moments;
  /** Where ΣD_a·D_b, ΣY_a·D_b, ΣD_a·Y_b, ΣY_a·Y_b stand. */
  readonly from: number;
  readonly left: Affine;
  readonly right: Affine;
  /** Both are one area. */
  readonly isOne: boolean;
}

function writePair(next: number[], { moments, from, left, right, isOne }: Pair): void {
  const [dd, yd] = [moments[from] ?? 0, moments[from + 1] ?? 0];
  const [dy, yy] = [moments[from + 2] ?? 0, moments[from + 3] ?? 0];
  next[from + 1] = left.origin * dd + left.slope * yd;
  next[from + 2] = right.origin * dd + right.slope * dy;
  const product =
    left.origin * right.origin * dd +
    left.origin * right.slope * dy +
    left.slope * right.origin * yd +
    left.slope * right.slope * yy;
  next[from + 3] = product + (isOne ? left.extra : 0);
}
