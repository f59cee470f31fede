import { reversed } from '../reliability/covariance.ts';
import { assert } from '../shared/assert.ts';
import { sampleMoments } from '../statistics/moments.ts';
import { completeBlock, pairwiseBlock } from './reliability.ts';
import { meanBlock, satisfiedBlock } from './unweighted.ts';

/** `survey-reliability-spec/1`. */
export interface ReliabilitySpec {
  readonly confidence: number;
  readonly scale: {
    readonly min: number;
    readonly max: number;
    readonly satisfied: readonly number[] | null;
  };
  readonly scales: readonly {
    readonly id: string;
    readonly items: readonly string[];
    readonly reversed: readonly string[];
  }[];
  readonly items: readonly string[];
}

/** By item, its answers; NaN where missing. All of one length. */
export type ReliabilityColumns = Readonly<Record<string, Float64Array>>;

/** `survey-reliability/1`, the result of the command `reliability` (METHODS §12). */
export function reliabilityResult(columns: ReliabilityColumns, spec: ReliabilitySpec) {
  const { confidence, scale } = spec;
  const scales = spec.scales.map((of) => {
    const answers = of.items.map((item) => {
      const column = columnOf(columns, item);
      return of.reversed.includes(item) ? reversed(column, scale) : column;
    });
    const lowest = { columns: answers, lowest: scale.min };
    const block = {
      complete: completeBlock(of.items, lowest, confidence),
      pairwise: pairwiseBlock(of.items, lowest),
      mean_score: meanBlock(sampleMoments(rowMeans(answers)), confidence)
    };
    return [of.id, block] as const;
  });
  return {
    schema: 'survey-reliability/1',
    scales: Object.fromEntries(scales),
    items: Object.fromEntries(spec.items.map((item) => [item, itemBlock(columnOf(columns, item), spec)]))
  };
}

function columnOf(columns: ReliabilityColumns, item: string): Float64Array {
  const column = columns[item];
  assert(column, 'every item of the spec is a column', { item });
  return column;
}

/** By row, the mean of the complete answers, else NaN. */
function rowMeans(columns: readonly Float64Array[]): Float64Array {
  const means = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) column.forEach((value, i) => (means[i] = (means[i] ?? 0) + value));
  return means.map((sum) => sum / columns.length);
}

/** Section 2 of the answers as they were given; the satisfied share where the scale names its codes. */
function itemBlock(column: Float64Array, { scale, confidence }: ReliabilitySpec) {
  const block = meanBlock(sampleMoments(column), confidence);
  const shared = { ...block, n_missing: column.length - block.n_valid };
  const { satisfied } = scale;
  if (satisfied === null) return shared;
  const k = column.reduce((count, value) => count + (satisfied.includes(value) ? 1 : 0), 0);
  return { ...shared, satisfied: satisfiedBlock({ k, n: block.n_valid }, confidence) };
}
