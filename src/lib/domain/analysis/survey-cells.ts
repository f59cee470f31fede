import type { Cell } from '../estimate/design.ts';
import { clusterLength, clusterTallier, type ClusterSums } from '../tally/clusters.ts';
import { bookletLayout, fullLayout, OPTIONS, type LayoutSource, type MomentLayout } from '../tally/layout.ts';
import { withOverall } from '../tally/overall.ts';
import { FIRST_MISSING_CODE, SKIPPED as SKIPPED_CODE } from '../tally/row-score.ts';
import { tallier } from '../tally/tallier.ts';
import { rowClusters } from './row-clusters.ts';
import { NO_OPINION, type SurveyData, type SurveyQuestionnaire } from './survey-data.ts';

/** v(1) … v(5) of the rule `option_weights`, which the result files do not have. */
const OPTION_WEIGHTS = [0, 250, 500, 750, 1000];

/** The rows as the cells that the application would hold, one a stratum and booklet: from here on one estimator (METHODS §14). */
export function surveyCells(
  data: SurveyData,
  questionnaire: SurveyQuestionnaire,
  clusterColumns: readonly string[] | null
): readonly Cell[] {
  const forms = formsOf(data, questionnaire);
  const policy = { minItemsArea: questionnaire.min_items_area };
  const talliers = forms.map(({ layout }) => tallier(layout, policy));
  const read = forms.map(({ layout }) => codeReader(data, layout));
  const { cellOf, keys } = cellsOfRows(data, forms.length);
  const sums = keys.map(({ form }) => new Float64Array(forms[form]?.layout.length ?? 0));
  for (let i = 0; i < data.n; i += 1) {
    const cell = cellOf[i] ?? 0;
    const form = keys[cell]?.form ?? 0;
    const into = sums[cell];
    const codes = read[form]?.(i);
    if (into && codes) talliers[form]?.(into, codes);
  }
  const clusters = clusterColumns ? clusterSums(data, { questionnaire, forms, cellOf, keys, clusterColumns }) : null;
  return keys.flatMap(({ stratum, form }, c): readonly Cell[] => {
    const own = forms[form];
    if (!own) return [];
    const moments = Array.from(sums[c] ?? []);
    return [{ ...own, stratum: data.strata[stratum]?.id ?? '', moments, clusters: clusters?.[c] }];
  });
}

interface Form {
  readonly booklet: string;
  readonly family: string;
  readonly layout: MomentLayout;
}

function formsOf({ booklets }: SurveyData, questionnaire: SurveyQuestionnaire): readonly Form[] {
  const source: LayoutSource = {
    areas: questionnaire.areas.map(({ id, items }) => ({ id, items: items.map((item) => ({ id: item })) })),
    scale: { satisfied: questionnaire.scale.satisfied, missing: [{ id: 'no_opinion' }, { id: 'not_encountered' }] },
    keyItem: { id: questionnaire.key_item }
  };
  if (booklets) {
    return booklets.list.map(({ id, family, items }) => ({
      booklet: id,
      family,
      layout: bookletLayout(source, items, OPTION_WEIGHTS)
    }));
  }
  const layout = withOverall(fullLayout(source, OPTION_WEIGHTS), questionnaire.min_items_overall);
  return [{ booklet: 'full', family: 'full', layout }];
}

/** Gives the codes of a row, in an array that the next row overwrites. */
function codeReader({ items }: SurveyData, layout: MomentLayout): (row: number) => Int8Array {
  const columns = [...layout.items, layout.keyItem].map((id) => items[id] ?? new Int8Array());
  const codes = new Int8Array(columns.length);
  return (row) => {
    for (let i = 0; i < columns.length; i += 1) {
      const value = columns[i]?.[row] ?? 0;
      const isMissing = value < 1 || value > OPTIONS;
      codes[i] = isMissing ? (value === NO_OPINION ? FIRST_MISSING_CODE : SKIPPED_CODE) : value;
    }
    return codes;
  };
}

interface CellKey {
  readonly stratum: number;
  readonly form: number;
}

function cellsOfRows(
  { n, strata, stratum, booklets }: SurveyData,
  forms: number
): { readonly cellOf: Int32Array; readonly keys: readonly CellKey[] } {
  const cellOf = new Int32Array(n);
  const keys: CellKey[] = [];
  const found = new Int32Array(strata.length * forms).fill(-1);
  for (let i = 0; i < n; i += 1) {
    const key = { stratum: stratum[i] ?? 0, form: booklets?.of[i] ?? 0 };
    const at = key.stratum * forms + key.form;
    if ((found[at] ?? -1) < 0) found[at] = keys.push(key) - 1;
    cellOf[i] = found[at] ?? 0;
  }
  return { cellOf, keys };
}

/** The cluster vectors of each cell. */
function clusterSums(
  data: SurveyData,
  of: {
    readonly questionnaire: SurveyQuestionnaire;
    readonly forms: readonly Form[];
    readonly cellOf: Int32Array;
    readonly keys: readonly CellKey[];
    readonly clusterColumns: readonly string[];
  }
): readonly ClusterSums[] {
  const { forms, cellOf, keys } = of;
  const policy = { minItemsArea: of.questionnaire.min_items_area };
  const talliers = forms.map(({ layout }) => clusterTallier(layout, policy));
  const read = forms.map(({ layout }) => codeReader(data, layout));
  const { slotOf, numbers } = clusterSlots(data, rowClusters(data, of.clusterColumns), cellOf, keys.length);
  const list = keys.map(({ form }, c): ClusterSums => {
    const own = Int32Array.from(numbers[c] ?? []);
    const layout = forms[form]?.layout;
    const length = layout ? clusterLength(layout) : 0;
    return { numbers: own, sums: new Int32Array(own.length * length), length };
  });
  for (let i = 0; i < data.n; i += 1) {
    const cell = cellOf[i] ?? 0;
    const form = keys[cell]?.form ?? 0;
    const into = list[cell];
    const codes = read[form]?.(i);
    if (into && codes) talliers[form]?.(into.sums, (slotOf[i] ?? 0) * into.length, codes);
  }
  return list;
}

/** By row, the place of its cluster in its cell; by cell, the numbers of its clusters in their stratum. */
function clusterSlots({ n, stratum }: SurveyData, cluster: Int32Array, cellOf: Int32Array, cells: number) {
  const inStratum = new Map<number, Map<number, number>>();
  const inCell = Array.from({ length: cells }, () => new Map<number, number>());
  const slotOf = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const ofStratum = inStratum.get(stratum[i] ?? 0) ?? new Map<number, number>();
    if (ofStratum.size === 0) inStratum.set(stratum[i] ?? 0, ofStratum);
    const number = ofStratum.get(cluster[i] ?? 0) ?? ofStratum.size;
    ofStratum.set(cluster[i] ?? 0, number);
    const ofCell = inCell[cellOf[i] ?? 0];
    const slot = ofCell?.get(number) ?? ofCell?.size ?? 0;
    ofCell?.set(number, slot);
    slotOf[i] = slot;
  }
  return { slotOf, numbers: inCell.map((slots) => [...slots.keys()]) };
}
