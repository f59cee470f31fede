import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { Cell } from '../../src/lib/domain/estimate/design.ts';
import { bookletLayout, fullLayout, type LayoutSource, type MomentLayout } from '../../src/lib/domain/tally/layout.ts';
import { addMoments } from '../../src/lib/domain/tally/moments.ts';
import { tally } from '../../src/lib/domain/tally/score.ts';

const questionnaireFile = v.object({
  scale: v.object({ satisfied: v.array(v.number()) }),
  min_items_area: v.number(),
  key_item: v.string(),
  areas: v.array(v.object({ id: v.string(), items: v.array(v.string()), weight: v.number(), max_points: v.number() })),
  booklets: v.optional(v.record(v.string(), v.array(v.array(v.string()))), {})
});
const planFile = v.object({
  confidence: v.number(),
  design: v.object({ strata: v.array(v.string()), fpc: v.boolean(), lonely: v.literal('adjust') })
});

export type Row = Readonly<Record<string, string>>;
export type SurveyFiles = ReturnType<typeof readSurvey>;

const WEIGHTS = [0, 250, 500, 750, 1000];

/** The files of one survey of the oracle (METHODS §0); large ones are kept gzipped. */
export function readSurvey(folder: URL) {
  const text = (name: string) => {
    const plain = new URL(name, folder);
    return existsSync(plain)
      ? readFileSync(plain, 'utf8')
      : gunzipSync(readFileSync(new URL(`${name}.gz`, folder))).toString();
  };
  const questionnaire = v.parse(questionnaireFile, JSON.parse(text('questionnaire.json')));
  const plan = v.parse(planFile, JSON.parse(text('plan.json')));
  const expected: unknown = JSON.parse(text('expected.json'));
  const stratumOf = (row: Row) => plan.design.strata.map((column) => row[column] ?? '').join('|');
  const populations = new Map(rowsOf(text('population.csv')).map((row) => [stratumOf(row), Number(row['N'])] as const));
  return { questionnaire, plan, expected, populations, stratumOf, rows: rowsOf(text('responses.csv')) };
}

/** Rows as the cells that the application would hold. A file without booklets holds full forms. */
export function cellsOf({ questionnaire, stratumOf }: SurveyFiles, rows: readonly Row[]): readonly Cell[] {
  const source: LayoutSource = {
    areas: questionnaire.areas.map(({ id, items }) => ({ id, items: items.map((item) => ({ id: item })) })),
    scale: { satisfied: questionnaire.scale.satisfied, missing: [{ id: 'dont_know' }, { id: 'not_encountered' }] },
    keyItem: { id: questionnaire.key_item }
  };
  const layouts = new Map<string, MomentLayout>([['full', fullLayout(source, WEIGHTS)]]);
  for (const [family, booklets] of Object.entries(questionnaire.booklets)) {
    booklets.forEach((items, i) => layouts.set(`${family}/${i + 1}`, bookletLayout(source, items, WEIGHTS)));
  }
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const booklet = row['booklet'] ?? 'full';
    const layout = layouts.get(booklet);
    if (!layout) throw new Error(`unknown booklet ${booklet}`);
    const stratum = stratumOf(row);
    const moments = tally(layout, answersOf(row, layout), { minItemsArea: questionnaire.min_items_area });
    const cell = cells.get(`${stratum} ${booklet}`);
    const family = `${row['filing_mode'] ?? ''}/${row['stage'] ?? ''}`;
    const sum = cell ? addMoments(cell.moments, moments) : moments;
    cells.set(`${stratum} ${booklet}`, { stratum, booklet, family, layout, moments: sum });
  }
  return [...cells.values()];
}

function answersOf(row: Row, layout: MomentLayout): Record<string, number | string> {
  const answers: Record<string, number | string> = {};
  for (const id of [...layout.items, layout.keyItem]) {
    const value = row[id] ?? '';
    if (value !== '') answers[id] = value === '0' ? 'dont_know' : Number(value);
  }
  return answers;
}

function rowsOf(csv: string): readonly Row[] {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
}
