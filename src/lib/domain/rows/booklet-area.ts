import { assert } from '../shared/assert.ts';
import type { RowDesign } from './row-design.ts';
import type { RowLinearised } from './row-linearised.ts';

/** An area in a booklet round, row by row. */
export interface BookletAreaRows {
  /** By row, index into `slots`: the item of the area that the row's booklet asks, in the row's family. */
  readonly slot: Int32Array;
  /** J_fa of all families: each item once a family. */
  readonly slots: readonly { readonly family: number; readonly item: string }[];
  /** By row, index into `families`. */
  readonly family: Int32Array;
  readonly families: readonly string[];
  /** The answer, or 1 and 0 for satisfied and not; NaN where it is missing. */
  readonly y: Float64Array;
  /** 1: the row is in the domain; null: all are. */
  readonly domain: Uint8Array | null;
}

export interface BookletAreaLinearised extends RowLinearised {
  /** `family:item`, sorted, and families: the domain measures another mix of items (METHODS §14). */
  readonly itemsWithoutAnswers: readonly string[];
  readonly familiesWithoutAnswers: readonly string[];
}

/**
 * A_a = Σ_f P_f Σ_j ω_fj m_fj with its linearised variable (METHODS §14, *Booklets*) from rows: the same as
 * `estimate/area-mean.ts` from cells, for weights that differ within a cell (raking) and domains that cut strata.
 */
export function linearBookletArea(
  { weights }: Pick<RowDesign, 'weights'>,
  area: BookletAreaRows
): BookletAreaLinearised {
  const { slot, slots, family, families, y, domain } = area;
  assert(slot.length === weights.length && y.length === weights.length, 'a value a row', { rows: y.length });
  const sums = slotSums(weights, area);
  const means = familyMeans(area, sums);
  const hasRows = (f: number) => (sums.rowWeight[f] ?? 0) > 0;
  const lists = {
    familiesWithoutAnswers: families.filter((_, f) => {
      return hasRows(f) && !means[f] && slots.some((one) => one.family === f);
    }),
    itemsWithoutAnswers: slots
      .flatMap(({ family: f, item }, s) => (sums.count[s] === 0 && means[f] ? [`${families[f] ?? ''}:${item}`] : []))
      .sort()
  };
  const { n, weight } = sums;
  const u = new Float64Array(weights.length);
  if (n === 0) return { n, estimate: null, u, weight, ...lists };
  const total = means.reduce((sum, mean) => sum + (mean?.weight ?? 0), 0);
  const estimate = means.reduce((sum, mean) => sum + (mean ? (mean.weight / total) * mean.value : 0), 0);
  const terms = slots.map(({ family: f }, s) => slotTerm(sums, { s, mean: means[f], total, estimate }));
  for (let i = 0; i < u.length; i += 1) {
    const mean = means[family[i] ?? 0];
    if (!mean || (domain && domain[i] === 0)) continue;
    const w = weights[i] ?? 0;
    const term = terms[slot[i] ?? 0];
    const value = y[i] ?? NaN;
    const own = term && !Number.isNaN(value) ? term.alpha * w * (value - term.z) : 0;
    u[i] = own + ((mean.value - estimate) * w) / total;
  }
  return { n, estimate, u, weight, ...lists };
}

/** Over the rows of the domain: by slot the valid answers, Ŵ_fj and Σwx; by family Ŵ_f of all rows. */
interface SlotSums {
  readonly n: number;
  readonly weight: number;
  readonly count: Int32Array;
  readonly answered: Float64Array;
  readonly sum: Float64Array;
  readonly rowWeight: Float64Array;
}

function slotSums(weights: Float64Array, { slot, slots, family, families, y, domain }: BookletAreaRows): SlotSums {
  const count = new Int32Array(slots.length);
  const answered = new Float64Array(slots.length);
  const sum = new Float64Array(slots.length);
  const rowWeight = new Float64Array(families.length);
  let [n, weight] = [0, 0];
  for (let i = 0; i < weights.length; i += 1) {
    if (domain && domain[i] === 0) continue;
    const w = weights[i] ?? 0;
    const f = family[i] ?? 0;
    rowWeight[f] = (rowWeight[f] ?? 0) + w;
    const value = y[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const s = slot[i] ?? 0;
    n += 1;
    weight += w;
    count[s] = (count[s] ?? 0) + 1;
    answered[s] = (answered[s] ?? 0) + w;
    sum[s] = (sum[s] ?? 0) + w * value;
  }
  return { n, weight, count, answered, sum, rowWeight };
}

/** α and z of a slot: P_f ω_fj k/Ŵ_fj; a single answer is centred at the area, since it shows no spread about itself. */
function slotTerm(
  { count, answered, sum }: SlotSums,
  of: { readonly s: number; readonly mean: FamilyMean | undefined; readonly total: number; readonly estimate: number }
): { readonly alpha: number; readonly z: number } | null {
  const answers = count[of.s] ?? 0;
  if (!of.mean || answers === 0) return null;
  const weight = answered[of.s] ?? 1;
  const share = of.mean.weight / of.total / of.mean.items / weight;
  if (answers === 1) return { alpha: share, z: of.estimate };
  return { alpha: share * Math.sqrt(answers / (answers - 1)), z: (sum[of.s] ?? 0) / weight };
}

interface FamilyMean {
  /** A_fa. */
  readonly value: number;
  /** Ŵ_f. */
  readonly weight: number;
  /** Items with an answer: ω = 1/items. */
  readonly items: number;
}

/** By family; undefined where it has no valid answer in the area. */
function familyMeans(
  { slots, families }: BookletAreaRows,
  { count, answered, sum, rowWeight }: SlotSums
): readonly (FamilyMean | undefined)[] {
  return families.map((_, f) => {
    let [value, items] = [0, 0];
    for (const [s, one] of slots.entries()) {
      if (one.family !== f || count[s] === 0) continue;
      value += (sum[s] ?? 0) / (answered[s] ?? 1);
      items += 1;
    }
    return items === 0 ? undefined : { value: value / items, weight: rowWeight[f] ?? 0, items };
  });
}
