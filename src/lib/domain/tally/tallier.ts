import { N_AT, OPTIONS, itemAt, pairAt, pooledSumAt, type MomentLayout } from './layout.ts';
import { OVERALL_POOLED, overallAt } from './overall.ts';
import { RowScore, SKIPPED, type AnswerCodes, type ScorePolicy } from './row-score.ts';

/** The sums of a cell while responses are added. */
export type Sums = number[] | Float64Array;
export type Tallier = (sums: Sums, codes: AnswerCodes) => void;

/** Makes what adds a response to the sums of a cell (METHODS §1, §14): the one place where a response is scored. */
export function tallier(layout: MomentLayout, policy: ScorePolicy): Tallier {
  const score = new RowScore(layout, policy);
  const places = placesOf(layout);
  const addOverall = overallTallier(layout, score);
  const answers = layout.items.length + 1;
  return (sums, codes) => {
    score.read(codes);
    add(sums, N_AT, 1);
    for (let i = 0; i < answers; i += 1) {
      const code = codes[i] ?? SKIPPED;
      if (code !== SKIPPED) add(sums, itemAt(i) + code - 1, 1);
    }
    addAreas(sums, score, places);
    addOverall?.(sums, codes);
  };
}

interface Places {
  /** At a·areas + b, a ≤ b, where the sums of a pair begin. */
  readonly rating: Int32Array;
  readonly pooled: Int32Array;
  readonly weighted: Int32Array;
  readonly pooledSums: Int32Array;
}

function placesOf(layout: MomentLayout): Places {
  const areas = layout.areas.length;
  const pairs = (block: 'rating' | 'pooled' | 'weighted') =>
    Int32Array.from({ length: areas * areas }, (_, at) => {
      const [a, b] = [Math.floor(at / areas), at % areas];
      return a <= b ? pairAt(layout, block, a, b) : 0;
    });
  return {
    rating: pairs('rating'),
    pooled: pairs('pooled'),
    weighted: pairs('weighted'),
    pooledSums: Int32Array.from(layout.areas, (_, a) => pooledSumAt(layout, a))
  };
}

// Plain numbers, no pairs of them: this runs 28 times a response of seven areas.
function addAreas(sums: Sums, { d, t, valid, y, v }: RowScore, places: Places): void {
  const areas = d.length;
  for (let a = 0; a < areas; a += 1) {
    const da = d[a] ?? 0;
    if (da === 0) continue;
    const ta = t[a] ?? 0;
    const ya = y[a] ?? 0;
    const va = v[a] ?? 0;
    const isValid = valid[a] === 1;
    add3(sums, places.pooledSums[a] ?? 0, ta, da, 1);
    for (let b = a; b < areas; b += 1) {
      const db = d[b] ?? 0;
      if (db === 0) continue;
      const tb = t[b] ?? 0;
      const at = a * areas + b;
      addPair(sums, places.pooled[at] ?? 0, da * db, ta * db, da * tb, ta * tb);
      if (!isValid || valid[b] !== 1) continue;
      const yb = y[b] ?? 0;
      const vb = v[b] ?? 0;
      addPair(sums, places.rating[at] ?? 0, 1, ya, yb, ya * yb);
      addPair(sums, places.weighted[at] ?? 0, 1, va, vb, va * vb);
    }
  }
}

/** Undefined where the layout has no `overall`. */
function overallTallier(layout: MomentLayout, score: RowScore): Tallier | undefined {
  const { overall } = layout;
  if (!overall) return undefined;
  return (sums, codes) => {
    let d = 0;
    let t = 0;
    let x = 0;
    for (let a = 0; a < score.d.length; a += 1) {
      d += score.d[a] ?? 0;
      t += score.t[a] ?? 0;
    }
    if (d === 0) return;
    for (let i = 0; i < layout.items.length; i += 1) {
      const code = codes[i] ?? SKIPPED;
      if (code <= OPTIONS) x += code;
    }
    addPair(sums, overall.at, d * d, t * d, t * d, t * t);
    add3(sums, overall.at + OVERALL_POOLED - 3, t, d, 1);
    if (d >= overall.minItems) add3(sums, overallAt(overall, d), 1, x, x * x);
  };
}

function add(sums: Sums, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

function add3(sums: Sums, at: number, first: number, second: number, third: number): void {
  add(sums, at, first);
  add(sums, at + 1, second);
  add(sums, at + 2, third);
}

/** The four sums of a pair: ΣD_a·D_b, ΣX_a·D_b, ΣD_a·X_b, ΣX_a·X_b of this row. */
function addPair(sums: Sums, at: number, dd: number, xd: number, dx: number, xx: number): void {
  add(sums, at, dd);
  add3(sums, at + 1, xd, dx, xx);
}
