import type { SurveyData } from './survey-data.ts';

/** By row, a number that names its cluster: the listed columns joined (METHODS §4). Nested in the stratum by the user. */
export function rowClusters(data: SurveyData, columns: readonly string[]): Int32Array {
  let joined: Int32Array = new Int32Array(data.n);
  for (const column of columns) joined = pairNumbers(joined, categoryColumn(data, column).category);
  return joined;
}

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
  const category = Int32Array.from(texts, (text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
  return { category, names: [...numbers.keys()] };
}

/** The pairs of two columns, numbered in the order in which they come. */
function pairNumbers(left: Int32Array, right: Int32Array): Int32Array {
  const width = right.reduce((last, number) => Math.max(last, number), 0) + 1;
  const numbers = new Map<number, number>();
  return left.map((number, i) => {
    const key = number * width + (right[i] ?? 0);
    const found = numbers.get(key) ?? numbers.size;
    numbers.set(key, found);
    return found;
  });
}
