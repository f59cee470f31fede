import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';

/** A survey's files as `analyze` reads them, of any size, from a seed: 21 items in seven areas, 80 units of two types. */
export interface GeneratedSurvey {
  readonly args: readonly string[];
}

const UNITS = 80;
const ITEMS = Array.from({ length: 21 }, (_, i) => `q${i + 1}`);
const TYPES = ['citizen', 'organisation'];
const AGES = ['18-29', '30-44', '45-59', '60+'];
const DAYS = 60;

export async function generateSurvey(folder: string, responses: number, seed: number): Promise<GeneratedSurvey> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  writeFileSync(at('questionnaire.json'), JSON.stringify(questionnaire()));
  writeFileSync(at('plan.json'), JSON.stringify(plan(responses)));
  writeFileSync(at('margins.csv'), margins());
  for (const [i, prefix] of ['', 'baseline_'].entries()) {
    writeFileSync(at(`${prefix}population.csv`), population(responses));
    await writeResponses(at(`${prefix}responses.csv`), responses, seed + i);
  }
  const files = [
    ['responses', 'responses.csv'],
    ['population', 'population.csv'],
    ['questionnaire', 'questionnaire.json'],
    ['plan', 'plan.json'],
    ['margins', 'margins.csv'],
    ['baseline-responses', 'baseline_responses.csv'],
    ['baseline-population', 'baseline_population.csv']
  ];
  return { args: files.flatMap(([option = '', file = '']) => [`--${option}`, at(file)]) };
}

const unitName = (u: number) => `U${String(u + 1).padStart(2, '0')}`;

function population(responses: number): string {
  const rows = Array.from({ length: UNITS }, (_, u) =>
    TYPES.map(
      (type, t) => `${unitName(u)},${type},${Math.ceil((responses / UNITS) * (t === 0 ? 9 : 3) * (1 + (u % 7)))}`
    )
  );
  return `unit,respondent_type,N\n${rows.flat().join('\n')}\n`;
}

function margins(): string {
  const ages = AGES.map((age, i) => `age_group,${age},${[0.25, 0.35, 0.25, 0.15][i]}`);
  return ['variable,category,share', 'gender,female,0.505', 'gender,male,0.495', ...ages, ''].join('\n');
}

async function writeResponses(path: string, responses: number, seed: number): Promise<void> {
  const { next: random } = randomFrom(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const file = createWriteStream(path);
  const header = 'response_id,unit,respondent_type,date,submitted_at,counter,gender,age_group,duration_s';
  file.write(`${header},${ITEMS.join(',')}\n`);
  let lines = '';
  for (let i = 0; i < responses; i += 1) {
    const unit = pick(UNITS);
    const day = new Date(Date.UTC(2026, 0, 1 + pick(DAYS), 7, 30, pick(34_200))).toISOString().slice(0, 19);
    const mood = random() + (unit % 10) / 30;
    const answers = ITEMS.map(() => {
      const luck = random();
      if (luck < 0.03) return '0';
      if (luck < 0.05) return '';
      return Math.min(5, Math.max(1, Math.round(3 + 2 * mood + 1.6 * (luck - 0.6))));
    });
    const counter = `${unitName(unit)}-C${1 + pick(3)}`;
    const profile = [random() < 0.6 ? 'female' : 'male', AGES[pick(4)], 60 + pick(400)];
    const type = TYPES[random() < 0.8 ? 0 : 1];
    const id = `R${String(i + 1).padStart(7, '0')}`;
    lines += `${[id, unitName(unit), type, day.slice(0, 10), day, counter, ...profile, ...answers].join(',')}\n`;
    if (lines.length < 1 << 16) continue;
    if (!file.write(lines)) await once(file, 'drain');
    lines = '';
  }
  file.end(lines);
  await once(file, 'finish');
}

function questionnaire() {
  const weights = [0.15, 0.15, 0.2, 0.2, 0.1, 0.1, 0.1];
  const maxPoints = [2, 2, 3, 3, 1.5, 1.5, 2];
  return {
    schema: 'survey-questionnaire/1',
    scale: { min: 1, max: 5, satisfied: [4, 5], no_opinion: ['0'], skipped: [''] },
    min_items_area: 2,
    min_items_overall: 11,
    key_item: 'q21',
    areas: weights.map((weight, a) => ({
      id: `A${a + 1}`,
      title: `Area ${a + 1}`,
      items: ITEMS.slice(3 * a, 3 * a + 3),
      weight,
      max_points: maxPoints[a] ?? 1
    })),
    points_rule: 'linear'
  };
}

function plan(responses: number) {
  const strata = ['unit', 'respondent_type'];
  const stratified = { kind: 'stratified', strata, fpc: true, lonely: 'adjust' };
  return {
    schema: 'survey-plan/1',
    confidence: 0.95,
    design: { strata, cluster: ['counter', 'date'], fpc: false, lonely: 'adjust' },
    variants: [
      { ...stratified, id: 'fpc_adjust' },
      { ...stratified, id: 'fpc_remove', lonely: 'remove' },
      { ...stratified, id: 'fpc_average', lonely: 'average' },
      { ...stratified, id: 'nofpc_adjust', fpc: false },
      { ...stratified, id: 'cluster_adjust', fpc: false, cluster: ['counter', 'date'] },
      { id: 'poststratified', kind: 'poststratified', cells: strata },
      { ...stratified, id: 'trimmed', trim_upper_mean_factor: 2 }
    ],
    raking: [
      { id: 'unit_by_type', base: 'equal', margins: strata },
      { id: 'gender_by_age', base: 'stratified', margins: ['gender', 'age_group'] }
    ],
    raking_epsilon: 1e-12,
    sample_size: { margin: 0.05, p: 0.5, deff: 1.5, response_rate: 0.8 },
    allocation: { n_total: responses, min_per_stratum: 2, power: 0.5 },
    comparison: true,
    integrity: { speed_factor: 0.3, window_s: 600, open_s: 34200, min_events: 5, report_p_below: 0.01, winsor: 0.1 }
  };
}
