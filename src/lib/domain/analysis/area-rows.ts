import type { FigureWithDf } from '../estimate/domain-estimate.ts';
import { linearBookletArea } from '../rows/booklet-area.ts';
import type { RowDesign } from '../rows/row-design.ts';
import { rowFigure } from '../rows/row-estimate.ts';
import { linearMean, linearRatio, type RowLinearised } from '../rows/row-linearised.ts';
import { readScores, scoreColumns } from './score-column.ts';
import { itemColumn } from './scores.ts';
import { NO_OPINION, type SurveyData, type SurveyQuestionnaire } from './survey-data.ts';

/** An estimate over the rows of a domain, and what it counted. */
export interface AreaFigure extends FigureWithDf {
  /** Rows with a score. */
  readonly n: number;
  /** Valid answers: more than one of a person in a full form. */
  readonly answers: number;
  /** Items or families without an answer: the domain measures another mix of items. */
  readonly isOtherMix: boolean;
}

/** An area of a survey, ready to be estimated in any design and domain. */
export interface AreaRows {
  readonly id: string;
  readonly mean: (design: RowDesign, domain: Uint8Array | null, confidence: number) => AreaFigure;
  readonly satisfied: (design: RowDesign, domain: Uint8Array | null, confidence: number) => AreaFigure;
}

/** The areas of a survey by rows: booklets by METHODS §14, full forms by §4. */
export function areaRows(data: SurveyData, questionnaire: SurveyQuestionnaire): readonly AreaRows[] {
  return data.booklets ? bookletAreas(data, questionnaire) : fullAreas(data, questionnaire);
}

/** y where the row is in the domain, else NaN. */
export function within(y: Float64Array, domain: Uint8Array | null): Float64Array {
  return domain ? y.map((value, i) => (domain[i] === 0 ? NaN : value)) : y;
}

/** The valid answers of an item, NaN where missing; as 1 and 0 with `satisfied`. */
export function itemValues(data: SurveyData, item: string, satisfied: readonly number[] | null): Float64Array {
  const isSatisfied = satisfied && Array.from({ length: 6 }, (_, code) => (satisfied.includes(code) ? 1 : 0));
  return Float64Array.from(itemColumn(data, item), (code) => {
    if (code <= NO_OPINION) return NaN;
    return isSatisfied ? (isSatisfied[code] ?? 0) : code;
  });
}

function bookletAreas(data: SurveyData, { areas, scale }: SurveyQuestionnaire): readonly AreaRows[] {
  const { of, list = [] } = data.booklets ?? { of: new Int32Array(data.n) };
  const families = [...new Set(list.map(({ family }) => family))];
  const familyOf = list.map(({ family }) => families.indexOf(family));
  const family = of.map((booklet) => familyOf[booklet] ?? 0);
  return areas.map(({ id, items }, area) => {
    const slots: { family: number; item: string }[] = [];
    const slotOf = list.map((booklet, b) => {
      const [f, item] = [familyOf[b] ?? 0, booklet.items[area] ?? ''];
      const known = slots.findIndex((one) => one.family === f && one.item === item);
      return known >= 0 ? known : slots.push({ family: f, item }) - 1;
    });
    const slot = of.map((booklet) => slotOf[booklet] ?? 0);
    const valuesOf = (satisfied: readonly number[] | null) => {
      const columns = new Map(items.map((item) => [item, itemValues(data, item, satisfied)]));
      return Float64Array.from(of, (booklet, i) => columns.get(list[booklet]?.items[area] ?? '')?.[i] ?? NaN);
    };
    const estimator = (satisfied: readonly number[] | null) => {
      return (design: RowDesign, domain: Uint8Array | null, confidence: number): AreaFigure => {
        const y = valuesOf(satisfied);
        const found = linearBookletArea(design, { slot, slots, family, families, y, domain });
        const isOtherMix = found.itemsWithoutAnswers.length + found.familiesWithoutAnswers.length > 0;
        const figure = rowFigure(design, found, within(y, domain), confidence);
        return { ...figure, n: found.n, answers: found.n, isOtherMix };
      };
    };
    return { id, mean: estimator(null), satisfied: estimator(scale.satisfied) };
  });
}

function fullAreas(data: SurveyData, questionnaire: SurveyQuestionnaire): readonly AreaRows[] {
  const columns = scoreColumns(data, questionnaire);
  const { areas, scale } = questionnaire;
  const figureOf = (design: RowDesign, of: RowLinearised, y: Float64Array, confidence: number) => ({
    ...rowFigure(design, of, y, confidence),
    n: of.n,
    isOtherMix: false
  });
  return areas.map(({ id, items }, area) => ({
    id,
    mean: (design, domain, confidence) => {
      const column = columns[area];
      const y = within(column ? readScores(column) : new Float64Array(data.n).fill(NaN), domain);
      const found = figureOf(design, linearMean(design, y), y, confidence);
      return { ...found, answers: found.n };
    },
    satisfied: (design, domain, confidence) => {
      const { t, d } = pooledAnswers(data, items, scale.satisfied);
      const valid = within(d, domain);
      const answers = valid.reduce((sum, count) => sum + (Number.isNaN(count) ? 0 : count), 0);
      return { ...figureOf(design, linearRatio(design, t, valid), valid, confidence), answers };
    }
  }));
}

/** By row the satisfied and the valid answers of an area; NaN where there is none. */
function pooledAnswers(data: SurveyData, items: readonly string[], satisfied: readonly number[]) {
  const t = new Float64Array(data.n);
  const d = new Float64Array(data.n);
  for (const item of items) {
    const column = itemColumn(data, item);
    for (let i = 0; i < data.n; i += 1) {
      const code = column[i] ?? NO_OPINION;
      if (code <= NO_OPINION) continue;
      d[i] = (d[i] ?? 0) + 1;
      if (satisfied.includes(code)) t[i] = (t[i] ?? 0) + 1;
    }
  }
  return { t, d: d.map((count) => (count === 0 ? NaN : count)) };
}
