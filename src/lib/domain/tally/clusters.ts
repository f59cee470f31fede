import { N_AT, OPTIONS, type MomentLayout } from './layout.ts';
import { RowScore, SKIPPED, type AnswerCodes, type ScorePolicy } from './row-score.ts';

/**
 * The rows of a cell by cluster (PSU): what a clustered variance needs of them (METHODS §14, *Cells*). In analyses only;
 * the application keeps none. A vector a cluster: n; per item and for the key item m, Σx, Σs; per area m, Σy, Σv, Σt, Σd;
 * and, where the layout has `overall`, Σt, Σd of all items and by d Σd, Σx.
 */
export interface ClusterSums {
  /** By cluster with rows in the cell: its number in the stratum, counted from 0. */
  readonly numbers: Int32Array;
  /** Cluster after cluster. */
  readonly sums: Int32Array;
  /** Of one vector. */
  readonly length: number;
}

const PER_ITEM = 3;
const PER_AREA = 5;
const OVERALL_SUMS = 2;

/** Where m, Σx, Σs of an item begin; the key item is the one behind the last. */
export function clusterItemAt(index: number): number {
  return 1 + PER_ITEM * index;
}

/** Where m, Σy, Σv, Σt, Σd of an area begin. */
export function clusterAreaAt({ items }: MomentLayout, area: number): number {
  return clusterItemAt(items.length + 1) + PER_AREA * area;
}

/** Where Σt, Σd over all items stand. */
export function clusterOverallAt(layout: MomentLayout): number {
  return clusterAreaAt(layout, layout.areas.length);
}

/** Where Σd, Σx of the rows with d valid answers and `overall` stand. */
export function clusterOverallOf(layout: MomentLayout, d: number): number {
  return clusterOverallAt(layout) + OVERALL_SUMS * d;
}

export function clusterLength(layout: MomentLayout): number {
  return clusterOverallAt(layout) + (layout.overall ? OVERALL_SUMS * (layout.items.length + 1) : 0);
}

export type ClusterTallier = (sums: Int32Array, from: number, codes: AnswerCodes) => void;

/** Makes what adds a response to the vector of its cluster, which begins at `from`. */
export function clusterTallier(layout: MomentLayout, policy: ScorePolicy): ClusterTallier {
  const score = new RowScore(layout, policy);
  const areas = layout.areas.map((_, a) => clusterAreaAt(layout, a));
  const add = (sums: Int32Array, at: number, value: number) => (sums[at] = (sums[at] ?? 0) + value);
  return (sums, from, codes) => {
    score.read(codes);
    add(sums, from + N_AT, 1);
    let d = 0;
    let t = 0;
    let x = 0;
    for (let i = 0; i <= layout.items.length; i += 1) {
      const code = codes[i] ?? SKIPPED;
      if (code === SKIPPED || code > OPTIONS) continue;
      const at = from + clusterItemAt(i);
      const satisfied = score.isSatisfied(code) ? 1 : 0;
      add(sums, at, 1);
      add(sums, at + 1, code);
      add(sums, at + 2, satisfied);
      if (i === layout.items.length) continue;
      d += 1;
      t += satisfied;
      x += code;
    }
    for (let a = 0; a < areas.length; a += 1) {
      const at = from + (areas[a] ?? 0);
      add(sums, at, score.valid[a] ?? 0);
      add(sums, at + 1, score.y[a] ?? 0);
      add(sums, at + 2, score.v[a] ?? 0);
      add(sums, at + 3, score.t[a] ?? 0);
      add(sums, at + 4, score.d[a] ?? 0);
    }
    if (!layout.overall) return;
    add(sums, from + clusterOverallAt(layout), t);
    add(sums, from + clusterOverallAt(layout) + 1, d);
    if (d < layout.overall.minItems) return;
    add(sums, from + clusterOverallOf(layout, d), d);
    add(sums, from + clusterOverallOf(layout, d) + 1, x);
  };
}
