import { itemAt, keyItemAt, OPTIONS, type MomentLayout } from '../tally/layout.ts';
import type { Moments } from '../tally/moments.ts';
import { funnel } from './funnel.ts';

/** Answers with the highest level, of all valid answers. */
export interface TopCount {
  readonly top: number;
  readonly valid: number;
}

/** Of a unit, by area and for the key item. */
export type TopCounts = Readonly<Record<string, TopCount>>;

export interface TopUnit {
  readonly id: string;
  readonly responses: number;
  readonly counts: TopCounts;
}

export interface TopSignal {
  readonly id: string;
  /** The smallest share of top answers among the areas and the key item: no more forms than these can be all top. */
  readonly share: number;
  readonly n: number;
  /** The same over all units. */
  readonly usual: number;
}

/** Fewer units have no usual spread to stand out from. */
const UNITS_MIN = 5;
const WINSOR = 0.1;
const CHANCE_MAX = 0.05;

/** Top answers in cells; the key item under the name that is given. */
export function topCounts(
  cells: readonly { readonly layout: MomentLayout; readonly moments: Moments }[],
  key: string
): TopCounts {
  const counts: Record<string, { top: number; valid: number }> = {};
  const add = (name: string, moments: Moments, at: number) => {
    const count = (counts[name] ??= { top: 0, valid: 0 });
    for (let option = 0; option < OPTIONS; option += 1) count.valid += moments[at + option] ?? 0;
    count.top += moments[at + OPTIONS - 1] ?? 0;
  };
  for (const { layout, moments } of cells) {
    for (const [i, area] of layout.areaOf.entries()) add(layout.areas[area] ?? '', moments, itemAt(i));
    add(key, moments, keyItemAt(layout));
  }
  return counts;
}

/**
 * Units in which the top level is frequent even where it is rarest, beyond chance and the usual differences: moments
 * hold no count of perfect forms, and its largest possible share is the smallest share of top answers (Fréchet). The
 * funnel of METHODS §11 (φ, Holm over units) runs on it. A unit that is merely good has a weak area; one that somebody
 * fills in has none. A signal for review, never a verdict.
 */
export function topEverywhere(units: readonly TopUnit[]): readonly TopSignal[] {
  const compared = units.flatMap((unit) => smallest(unit) ?? []);
  if (compared.length < UNITS_MIN) return [];
  const total = compared.reduce((sum, { n }) => sum + n, 0);
  const usual = compared.reduce((sum, { k }) => sum + k, 0) / total;
  const { units: found } = funnel(compared, WINSOR);
  return compared.flatMap(({ id, k, n }, i) => {
    const p = found[i]?.pHolm ?? 1;
    return p <= CHANCE_MAX ? [{ id, share: k / n, n, usual }] : [];
  });
}

/** People, not answers, are independent: a full form asks several items an area. */
function smallest({ id, responses, counts }: TopUnit) {
  const asked = Object.values(counts).filter(({ valid }) => valid > 0);
  const shares = asked.map(({ top, valid }) => ({ share: top / valid, n: Math.min(valid, responses) }));
  const [least] = shares.sort((a, b) => a.share - b.share);
  return least && { id, k: least.share * least.n, n: least.n };
}
