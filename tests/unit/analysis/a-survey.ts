import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from '../../../src/lib/domain/analysis/survey-data.ts';

const UNITS = ['U1', 'U2', 'U3', 'U4'];
const TYPES = ['citizen', 'organisation'];

export const questionnaire: SurveyQuestionnaire = {
  scale: { min: 1, max: 5, satisfied: [4, 5], no_opinion: ['0'], skipped: [''] },
  min_items_area: 2,
  min_items_overall: 3,
  key_item: 'q6',
  areas: [
    { id: 'A', items: ['q1', 'q2', 'q3'], weight: 0.5, max_points: 2 },
    { id: 'B', items: ['q4', 'q5', 'q6'], weight: 0.5, max_points: 2 }
  ],
  points_rule: 'linear'
};

export const plan: SurveyPlan = {
  confidence: 0.95,
  design: { strata: ['unit', 'respondent_type'], cluster: null, fpc: false, lonely: 'adjust' },
  variants: [],
  raking: [],
  raking_epsilon: 1e-12,
  sample_size: { margin: 0.05, p: 0.5, deff: 1, response_rate: 0.8 },
  allocation: { n_total: 100, min_per_stratum: 2, power: 0.5 },
  comparison: false,
  integrity: { speed_factor: 0.3, window_s: 600, open_s: 34_200, min_events: 3, report_p_below: 0.5, winsor: 0.1 }
};

/** A survey of `n` responses at three of four units; the same for the same seed. */
export function aSurvey({ seed, n }: { readonly seed: number; readonly n: number }) {
  let state = seed;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const list = <T>(make: () => T) => Array.from({ length: n }, make);
  const unit = Int32Array.from(list(() => draw(3)));
  const respondentType = Int32Array.from(list(() => draw(2)));
  const items = questionnaire.areas.flatMap((area) => area.items);
  const data: SurveyData = {
    n,
    responseIds: Array.from({ length: n }, (_, i) => `R${i}`),
    unit,
    units: UNITS,
    respondentType,
    respondentTypes: TYPES,
    stratum: unit.map((u, i) => 2 * u + (respondentType[i] ?? 0)),
    strata: UNITS.flatMap((u) =>
      TYPES.map((type) => ({ id: `${u}|${type}`, unit: u, respondentType: type, population: 500 }))
    ),
    items: Object.fromEntries(items.map((item) => [item, Int8Array.from(list(() => Math.min(5, draw(8) - 1)))])),
    date: list(() => `2026-01-0${1 + draw(2)}`),
    counter: list(() => `C${draw(2)}`),
    gender: list(() => 'female'),
    ageGroup: list(() => '30-44'),
    submittedAt: Float64Array.from(list(() => draw(34_200) * 1000)),
    durationS: Float64Array.from(list(() => 20 + draw(300)))
  };
  return { data, questionnaire, plan };
}

/** The same rows in the order of a key. */
export function inOrder(data: SurveyData, key: (row: number) => number): SurveyData {
  const rows = Array.from({ length: data.n }, (_, i) => i).sort((a, b) => key(a) - key(b) || a - b);
  const ints = (column: Int32Array) => column.map((_, i) => column[rows[i] ?? 0] ?? 0);
  const numbers = (column: Float64Array) => column.map((_, i) => column[rows[i] ?? 0] ?? NaN);
  const texts = (column: readonly string[]) => rows.map((row) => column[row] ?? '');
  return {
    ...data,
    responseIds: texts(data.responseIds),
    unit: ints(data.unit),
    respondentType: ints(data.respondentType),
    stratum: ints(data.stratum),
    items: Object.fromEntries(
      Object.entries(data.items).map(([item, column]) => [item, column.map((_, i) => column[rows[i] ?? 0] ?? -1)])
    ),
    date: texts(data.date),
    counter: texts(data.counter),
    gender: texts(data.gender),
    ageGroup: texts(data.ageGroup),
    submittedAt: numbers(data.submittedAt),
    durationS: numbers(data.durationS)
  };
}
