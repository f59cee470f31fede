import { pairAt, pooledSumAt, type PairBlock } from '../tally/layout.ts';
import { weightedMean, weightedRatio, type WeightedRatio } from './mean.ts';
import type { SlotPlan } from './slots.ts';
import type { Stratum, StratumCell } from './strata.ts';
import type { PairSums, Sums, Term } from './variance.ts';

/** A_a of METHODS §14 with the linearised variable of its cells, in the integer unit of its block. */
export interface AreaMean {
  /** null: no valid answer. */
  readonly estimate: number | null;
  readonly itemsWithoutAnswers: readonly string[];
  readonly familiesWithoutAnswers: readonly string[];
  readonly term: (cell: StratumCell) => Term;
}

interface FamilyMean {
  readonly family: string;
  /** Σ w over all rows of the family, whatever their missingness. */
  readonly rowWeight: number;
  readonly items: readonly { readonly item: string; readonly ratio: WeightedRatio | null }[];
}

const NOTHING: Term = { alpha: 0, z: 0, beta: 0 };

/** The area mean over families and items with fixed weights, for one block of the moments (METHODS §14, *Booklets*). */
export function areaMean(strata: readonly Stratum[], plan: SlotPlan, block: PairBlock, area: number): AreaMean {
  const cells = strata.flatMap((stratum) => stratum.cells);
  const families = familyMeans(cells, plan, block, area);
  const used = families.filter(({ items }) => items.some(({ ratio }) => ratio));
  const lists = {
    familiesWithoutAnswers: families.filter((family) => !used.includes(family)).map(({ family }) => family),
    itemsWithoutAnswers: used
      .flatMap(({ family, items }) => items.flatMap(({ item, ratio }) => (ratio ? [] : [`${family}:${item}`])))
      .sort()
  };
  if (used.length === 0) return { ...lists, estimate: null, term: () => NOTHING };

  const values = used.map(({ family, rowWeight, items }) => {
    const answered = items.flatMap(({ item, ratio }) => (ratio ? [{ item, ratio }] : []));
    const value = weightedMean(answered.map(({ ratio }) => ({ value: ratio.ratio, weight: 1 })));
    return { family, value, weight: rowWeight, answered };
  });
  const estimate = weightedMean(values);
  const total = used.reduce((sum, { rowWeight }) => sum + rowWeight, 0);
  const byFamily = new Map(values.map((value) => [value.family, value]));
  const term = (cell: StratumCell): Term => {
    const family = byFamily.get(plan.familyOf(cell));
    if (!family) return NOTHING;
    const beta = ((family.value - estimate) * cell.weight) / total;
    const ratio = family.answered.find(({ item }) => item === plan.slot(cell, area)?.item)?.ratio;
    if (!ratio) return { alpha: 0, z: 0, beta };
    const { k, z } = centre(ratio, estimate, plan.full);
    return { alpha: ((family.weight / total / family.answered.length) * k * cell.weight) / ratio.denominator, z, beta };
  };
  return { ...lists, estimate, term };
}

/**
 * k and z of the linearised variable: a single answer shows no spread about itself, few answers too little of it.
 * The full form is plain Taylor (METHODS §4).
 */
function centre({ count, ratio }: WeightedRatio, estimate: number, full: boolean): { k: number; z: number } {
  if (full) return { k: 1, z: ratio };
  return count >= 2 ? { k: Math.sqrt(count / (count - 1)), z: ratio } : { k: 1, z: estimate };
}

/** The families with rows in the domain whose area has an item that counts, sorted. */
function familyMeans(cells: readonly StratumCell[], plan: SlotPlan, block: PairBlock, area: number): FamilyMean[] {
  const families = [...new Set(cells.map(plan.familyOf))].sort();
  return families.flatMap((family) => {
    const ofFamily = cells.filter((cell) => plan.familyOf(cell) === family);
    const items = plan.items(family, area).map((item) => {
      const parts = ofFamily.filter((cell) => plan.slot(cell, area)?.item === item);
      return {
        item,
        ratio: weightedRatio(parts.map((cell) => ({ ...areaSums(cell, block, area), weight: cell.weight })))
      };
    });
    const rowWeight = ofFamily.reduce((sum, { n, weight }) => sum + n * weight, 0);
    return items.length > 0 ? [{ family, rowWeight, items }] : [];
  });
}

/** ΣX and ΣD of an area in a cell. */
export function areaSums({ layout, moments }: StratumCell, block: PairBlock, area: number): Sums {
  if (block === 'pooled') {
    const at = pooledSumAt(layout, area);
    return { x: moments[at] ?? 0, d: moments[at + 1] ?? 0 };
  }
  const at = pairAt(layout, block, area, area);
  return { x: moments[at + 1] ?? 0, d: moments[at] ?? 0 };
}

/** The sums of a pair of areas a ≤ b in a cell. */
export function areaPair({ layout, moments }: StratumCell, block: PairBlock, a: number, b: number): PairSums {
  const at = pairAt(layout, block, a, b);
  return [moments[at] ?? 0, moments[at + 1] ?? 0, moments[at + 2] ?? 0, moments[at + 3] ?? 0];
}
