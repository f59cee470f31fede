import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  NO_OPINION,
  SKIPPED,
  type SurveyData,
  type SurveyPlan,
  type SurveyQuestionnaire
} from '../../src/lib/domain/analysis/survey-data.ts';

/** The surveys of full forms with figures of R: two are kept here, the third is read where the oracle is at hand. */
export const SURVEYS = [
  { id: 's1', folder: new URL('./s1/', import.meta.url) },
  { id: 's3', folder: new URL('./s3/', import.meta.url) },
  { id: 's5', folder: oracleFolder('s5-clustered-8000') }
].filter(isPresent);

/** A data set of the oracle beside the project (or at $HAILONG_ORACLE); null, with a warning, where it is absent. */
export function oracleFolder(name: string): URL | null {
  const oracle = process.env['HAILONG_ORACLE'] ?? resolve(import.meta.dirname, '../../../shared/oracle');
  const folder = pathToFileURL(`${resolve(oracle, name)}/`);
  if (existsSync(folder)) return folder;
  console.warn(`SKIPPED: ${name} is not at ${oracle}; its figures are not compared (set HAILONG_ORACLE)`);
  return null;
}

/** The text of a file, or of its gzipped copy. */
export function textOf(folder: URL, name: string): string {
  const plain = new URL(name, folder);
  if (existsSync(plain)) return readFileSync(plain, 'utf8');
  return gunzipSync(readFileSync(new URL(`${name}.gz`, folder))).toString();
}

export interface SurveyColumns {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: SurveyPlan;
  readonly expected: unknown;
}

/** The files of a survey as columns: well-formed files only, the application has its own reader. */
export function surveyColumns(folder: URL): SurveyColumns {
  const questionnaire: SurveyQuestionnaire = JSON.parse(textOf(folder, 'questionnaire.json'));
  const plan: SurveyPlan = JSON.parse(textOf(folder, 'plan.json'));
  const expected: unknown = JSON.parse(textOf(folder, 'expected.json'));
  return { data: dataOf(folder, questionnaire), questionnaire, plan, expected };
}

export function dataOf(folder: URL, questionnaire: SurveyQuestionnaire, prefix = ''): SurveyData {
  const population = table(textOf(folder, `${prefix}population.csv`));
  const strata = population.column('unit').map((unit, i) => {
    const respondentType = population.column('respondent_type')[i] ?? '';
    return { id: `${unit}|${respondentType}`, unit, respondentType, population: Number(population.column('N')[i]) };
  });
  const units = [...new Set(strata.map(({ unit }) => unit))];
  const respondentTypes = [...new Set(strata.map(({ respondentType }) => respondentType))];
  const { n, column } = table(textOf(folder, `${prefix}responses.csv`));
  const types = column('respondent_type');
  const stratumIds = column('unit').map((unit, i) => `${unit}|${types[i] ?? ''}`);
  const items = questionnaire.areas.flatMap((area) => area.items);
  return {
    n,
    responseIds: column('response_id'),
    unit: indexes(column('unit'), units),
    units,
    respondentType: indexes(types, respondentTypes),
    respondentTypes,
    stratum: indexes(
      stratumIds,
      strata.map(({ id }) => id)
    ),
    strata,
    items: Object.fromEntries(items.map((item) => [item, Int8Array.from(column(item), code)])),
    date: column('date'),
    counter: column('counter'),
    gender: column('gender'),
    ageGroup: column('age_group'),
    submittedAt: Float64Array.from(column('submitted_at'), (time) => Date.parse(`${time}+07:00`)),
    durationS: Float64Array.from(column('duration_s'), (text) => (text === '' ? NaN : Number(text)))
  };
}

function code(text: string): number {
  return text === '' ? SKIPPED : text === '0' ? NO_OPINION : Number(text);
}

function indexes(values: readonly string[], known: readonly string[]): Int32Array {
  const index = new Map(known.map((value, i) => [value, i]));
  return Int32Array.from(values, (value) => index.get(value) ?? -1);
}

/** A CSV without quotes. */
export function table(csv: string) {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  const names = header.split(',');
  const columns = new Map(names.map((name, c) => [name, rows.map((row) => row[c] ?? '')]));
  return { n: rows.length, names, column: (name: string): readonly string[] => columns.get(name) ?? rows.map(() => '') };
}

function isPresent(survey: { readonly id: string; readonly folder: URL | null }): survey is { id: string; folder: URL } {
  return survey.folder !== null;
}
