import type { SurveyData } from './survey-data.ts';

/** By row, a number that names its cluster: the listed columns joined (METHODS §4). Nested in the stratum by the user. */
export function rowClusters(data: SurveyData, columns: readonly string[]): Int32Array {
  const ofData = kept.get(data) ?? new Map<string, Int32Array>();
  kept.set(data, ofData);
  let joined = ofData.get(columns.join());
  if (joined) return joined;
  joined = new Int32Array(data.n);
  for (const column of columns) joined = pairNumbers(joined, categoryColumn(data, column).category);
  ofData.set(columns.join(), joined);
  return joined;
}

/** By survey, by columns: several designs of a plan have the same clusters. */
const kept = new WeakMap<SurveyData, Map<string, Int32Array>>();

/** A column of categories as numbers, in the order in which they come. */
export interface CategoryColumn {
  readonly category: Int32Array;
  readonly names: readonly string[];
}

/** One of the columns that a plan may name. */
export function categoryColumn(data: SurveyData, column: string): CategoryColumn {
  switch (column) {
    case 'unit':
      return { category: data.unit, names: data.units };
    case 'respondent_type':
      return { category: data.respondentType, names: data.respondentTypes };
    case 'counter':
      return numbered(data.counter);
    case 'date':
      return numbered(data.date);
    case 'gender':
      return numbered(data.gender);
    case 'age_group':
      return numbered(data.ageGroup);
    default:
      throw new Error(`no column of categories: ${column}`);
  }
}

function numbered(texts: readonly string[]): CategoryColumn {
  const numbers = new Map<string, number>();
  const category = new Int32Array(texts.length);
  for (let i = 0; i < texts.length; i += 1) {
    const text = texts[i] ?? '';
    const number = numbers.get(text) ?? numbers.size;
    if (number === numbers.size) numbers.set(text, number);
    category[i] = number;
  }
  return { category, names: [...numbers.keys()] };
}

/** The pairs of two columns, numbered in the order in which they come. */
function pairNumbers(left: Int32Array, right: Int32Array): Int32Array {
  const width = right.reduce((last, number) => Math.max(last, number), 0) + 1;
  const numbers = new Map<number, number>();
  const pairs = new Int32Array(left.length);
  for (let i = 0; i < pairs.length; i += 1) {
    const key = (left[i] ?? 0) * width + (right[i] ?? 0);
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) numbers.set(key, number);
    pairs[i] = number;
  }
  return pairs;
}
