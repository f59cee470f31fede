import { roundAnalysis, type RoundAnalysis } from '../../../domain/analysis/round-analysis.ts';
import type { ProfileColumn } from '../../../domain/analysis/profile-raking.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { itemColumns } from '../../survey-files/questionnaire-file.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { startJob } from '../jobs/jobs.ts';
import { readMargins } from './margins.ts';
import { dataOf } from './round-data.ts';
import { roundRows, type RoundRows } from './round-rows.ts';
import { parseRoundAnalysis } from './round-analysis-document.ts';
import { roundSurvey, TRIM_FACTOR } from '../rounds/round-survey.ts';

/** Starts the job that analyses a round from its responses; gives the job's id. Throws `round.not_found`. */
export async function startRoundAnalysis(ctx: Context, round: string): Promise<string> {
  requireCan(ctx, 'analysis.start', ctx.directory.root().id);
  const { id } = ctx.directory.round(round);
  return startJob(ctx, { kind: 'round.analysis', subject: id, input: { round: id } });
}

/** What that job does: the analysis as JSON. Throws an `InputFault` where the round has no responses. */
export async function computeRoundAnalysis(
  ctx: Context,
  id: string,
  report: (done: number, total: number | null) => void
): Promise<string> {
  requireCan(ctx, 'analysis.start', ctx.directory.root().id);
  const round = ctx.directory.round(id);
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const asked = profileOf(questionnaire);
  const survey = await roundSurvey(ctx, round, false);
  const rows = roundRows(ctx, round, { items: itemColumns(survey.questionnaire), profile: asked.map((one) => one.id) });
  const collected = collectProfile(rows, asked);
  const data = await dataOf(round, survey, collected.rows);
  const analysis = roundAnalysis(
    {
      data,
      questionnaire: survey.questionnaire,
      plan: survey.plan.plan,
      profile: collected.columns(),
      margins: await readMargins(ctx, id),
      trimFactor: TRIM_FACTOR
    },
    report
  );
  return JSON.stringify(analysis);
}

/** Keeps an analysis with its round, in place of the one before; inside the caller's transaction. */
export async function keepRoundAnalysis(ctx: Context, round: string, result: string): Promise<void> {
  const row = { round, computed_at: ctx.now(), result };
  await ctx.db
    .insertInto('round_analysis')
    .values(row)
    .onConflict((conflict) => conflict.column('round').doUpdateSet({ computed_at: row.computed_at, result }))
    .execute();
}

export interface KeptAnalysis {
  readonly computedAt: number;
  readonly analysis: RoundAnalysis;
}

/** The analysis kept with a round, ungated; null when none was made. */
export async function keptAnalysis(ctx: Context, round: RoundEntry): Promise<KeptAnalysis | null> {
  const row = await ctx.db
    .selectFrom('round_analysis')
    .select(['computed_at', 'result'])
    .where('round', '=', round.id)
    .executeTakeFirst();
  if (!row) return null;
  return { computedAt: row.computed_at, analysis: parseRoundAnalysis(row.result) };
}

export function profileOf({ profile }: Questionnaire): Questionnaire['profile'] {
  return profile.filter(({ enabled }) => enabled);
}

/** Passes the rows on, and keeps their profile answers, which stand in the last columns. */
function collectProfile({ columns, pages }: RoundRows, asked: Questionnaire['profile']) {
  const from = columns.length - asked.length;
  const typeAt = columns.indexOf('respondent_type');
  const answers = asked.map((): number[] => []);
  const numbers = asked.map(({ options }) => new Map(options.map(({ id }, number) => [id, number])));
  async function* passed() {
    for await (const page of pages) {
      for (const fields of page) {
        for (const [q, own] of answers.entries()) {
          const isAsked = asked[q]?.respondentTypes.includes(fields[typeAt] ?? '') ?? false;
          own.push(isAsked ? (numbers[q]?.get(fields[from + q] ?? '') ?? -1) : -2);
        }
      }
      yield page;
    }
  }
  return {
    rows: { columns, pages: passed() },
    columns: (): readonly ProfileColumn[] =>
      asked.map(({ id, options }, q) => {
        return { id, categories: options.map((option) => option.id), category: Int32Array.from(answers[q] ?? []) };
      })
  };
}
