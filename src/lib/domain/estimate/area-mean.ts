import type { Linearised } from './linearised.ts';
import { RatioSum, weightedMean } from './mean.ts';
import type { AreaSlots, SlotPlan } from './slots.ts';
import type { Sample } from './strata.ts';

/** A_a of METHODS §14, in the integer unit of its block. */
export interface AreaMean {
  /** null: no valid answer. */
  readonly estimate: number | null;
  readonly itemsWithoutAnswers: readonly string[];
  readonly familiesWithoutAnswers: readonly string[];
}

/** What an area mean is made from: the sums x and d of estimate number `index`; its α, z and β are written there. */
export interface AreaMeanInput {
  readonly sample: Sample;
  readonly plan: SlotPlan;
  /** By family, Σ w over all its rows, whatever their missingness (P_f but for a factor). */
  readonly rowWeights: readonly number[];
  readonly variables: Linearised;
  readonly index: number;
}

/** The area mean over families and items with fixed weights, for one block of the moments (METHODS §14, *Booklets*). */
export function areaMean(area: AreaSlots, input: AreaMeanInput): AreaMean {
  const { families } = input.plan;
  const ratios = slotRatios(area, input);
  const means = familyMeans(area, ratios, input);
  const used = means.filter((mean) => mean.answered > 0);
  const lists = {
    familiesWithoutAnswers: means.flatMap(({ family, answered }) => (answered === 0 ? (families[family] ?? []) : [])),
    itemsWithoutAnswers: area.slots
      .flatMap(({ family, item }, s) =>
        ratios[s]?.count === 0 && used.some((mean) => mean.family === family) ? [`${families[family]}:${item}`] : []
      )
      .sort()
  };
  if (used.length === 0) return { ...lists, estimate: null };

  const estimate = weightedMean(used);
  linearise(area, { ratios, used, estimate }, input);
  return { ...lists, estimate };
}

interface FamilyMean {
  readonly family: number;
  readonly weight: number;
  /** Items with a valid answer; 0: `value` means nothing. */
  readonly answered: number;
  /** A_fa. */
  readonly value: number;
}

/** m_fj of each slot. */
function slotRatios({ slots, slotOf }: AreaSlots, { sample, variables, index }: AreaMeanInput): readonly RatioSum[] {
  const { size, x, d } = variables;
  const ratios = slots.map(() => new RatioSum());
  for (let c = 0; c < sample.cells.length; c += 1) {
    const valid = d[c * size + index] ?? 0;
    if (valid > 0) ratios[slotOf[c] ?? -1]?.add(x[c * size + index] ?? 0, valid, sample.cells[c]?.weight ?? 0);
  }
  return ratios;
}

/** The families whose area has an item that counts. */
function familyMeans({ families }: AreaSlots, ratios: readonly RatioSum[], of: AreaMeanInput): readonly FamilyMean[] {
  return families.map(({ family, from, to }) => {
    const answered: { value: number; weight: number }[] = [];
    for (let s = from; s < to; s += 1) {
      const ratio = ratios[s];
      if (ratio && ratio.count > 0) answered.push({ value: ratio.ratio, weight: 1 });
    }
    const value = answered.length > 0 ? weightedMean(answered) : 0;
    return { family, weight: of.rowWeights[family] ?? 0, answered: answered.length, value };
  });
}

/** u of METHODS §14 as α, z, β of each cell: α(x − z) for its own answers, β for the share of its family. */
function linearise(
  area: AreaSlots,
  of: { readonly ratios: readonly RatioSum[]; readonly used: readonly FamilyMean[]; readonly estimate: number },
  { sample, plan, variables, index }: AreaMeanInput
): void {
  const { ratios, used, estimate } = of;
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  const byFamily = plan.families.map((_, family) => used.find((mean) => mean.family === family));
  const bySlot = area.slots.map(({ family }, s) => {
    const mean = byFamily[family];
    const ratio = ratios[s];
    if (!mean || !ratio || ratio.count === 0) return null;
    const { k, z } = centre(ratio, estimate, plan.full);
    return { factor: (mean.weight / total / mean.answered) * k, z, denominator: ratio.denominator };
  });
  for (let c = 0; c < sample.cells.length; c += 1) {
    const family = byFamily[plan.familyOf[c] ?? -1];
    if (!family) continue;
    const weight = sample.cells[c]?.weight ?? 0;
    const at = c * variables.size + index;
    variables.beta[at] = ((family.value - estimate) * weight) / total;
    const slot = bySlot[area.slotOf[c] ?? -1];
    if (!slot) continue;
    variables.alpha[at] = (slot.factor * weight) / slot.denominator;
    variables.z[at] = slot.z;
  }
}

/**
 * k and z of the linearised variable: a single answer shows no spread about itself, few answers too little of it.
 * The full form is plain Taylor (METHODS §4).
 */
function centre({ count, ratio }: RatioSum, estimate: number, full: boolean): { k: number; z: number } {
  if (full) return { k: 1, z: ratio };
  return count >= 2 ? { k: Math.sqrt(count / (count - 1)), z: ratio } : { k: 1, z: estimate };
}
