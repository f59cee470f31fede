import { type SurveyData, type SurveyQuestionnaire } from './survey-data.ts';

/** Area scores and `overall` by row, NaN where missing (METHODS §1): what is estimated from rows. */
export interface RowScores {
  readonly areas: readonly { readonly id: string; readonly scores: Float64Array }[];
  readonly overall: Float64Array;
}

export function rowScores({ n, items }: SurveyData, questionnaire: SurveyQuestionnaire): RowScores {
  const { areas, min_items_area, min_items_overall } = questionnaire;
  const mean = (ids: readonly string[], least: number) => {
    const sum = new Float64Array(n);
    const valid = new Uint8Array(n);
    for (const id of ids) {
      const column = items[id];
      for (let i = 0; i < n; i += 1) {
        const value = column?.[i] ?? 0;
        if (value < 1) continue;
        sum[i] = (sum[i] ?? 0) + value;
        valid[i] = (valid[i] ?? 0) + 1;
      }
    }
    for (let i = 0; i < n; i += 1) {
      const count = valid[i] ?? 0;
      sum[i] = count > 0 && count >= least ? (sum[i] ?? 0) / count : NaN;
    }
    return sum;
  };
  const all = areas.flatMap((area) => area.items);
  return {
    areas: areas.map(({ id, items: own }) => ({ id, scores: mean(own, min_items_area) })),
    overall: mean(all, min_items_overall)
  };
}
