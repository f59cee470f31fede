import type { SurveyData } from '../../../domain/analysis/survey-data.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { readPages } from '../../survey-files/csv-file.ts';
import { itemColumns } from '../../survey-files/questionnaire-file.ts';
import { collectResponses } from '../../survey-files/responses-file.ts';
import { checkSurvey } from '../../survey-files/survey-check.ts';
import { audit } from '../audit/audit.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { roundRows, type RoundRows } from './round-rows.ts';
import { roundSurvey, type RoundSurvey } from '../rounds/round-survey.ts';

export interface RoundData {
  readonly survey: RoundSurvey;
  readonly data: SurveyData;
}

/**
 * A round as `analyze` reads it from files, without the files: rows and documents pass the same readers, so that both
 * give the same figures to the last digit. Throws an `InputFault` where the files would be refused.
 */
export async function readRoundData(
  ctx: Context,
  of: {
    readonly round: RoundEntry;
    readonly isCompared: boolean;
    readonly progress?: ((rows: number) => void) | undefined;
  }
): Promise<RoundData> {
  const { round, isCompared, progress } = of;
  requireCan(ctx, 'response.export', ctx.directory.root().id);
  const survey = await roundSurvey(ctx, round, isCompared);
  const rows = roundRows(ctx, round, { items: itemColumns(survey.questionnaire), progress });
  return { survey, data: await dataOf(round, survey, rows) };
}

/** Rows of a round as columns, checked as those of a file. */
export async function dataOf(round: RoundEntry, survey: RoundSurvey, rows: RoundRows): Promise<SurveyData> {
  const { plan, booklets } = survey.plan;
  const { questionnaire, population } = survey;
  const strata = { strata: population.strata, strataColumns: plan.design.strata };
  const data = await collectResponses({ questionnaire, ...strata, booklets }, (open) =>
    readPages(round.id, rows, open)
  );
  checkSurvey(data, { plan, files: { responses: round.id, population: `${round.id} N` }, population });
  return data;
}

/** The round that an analysis compares with: the one before, if both are full forms of one questionnaire. */
export function comparableBefore(ctx: Context, round: RoundEntry): RoundEntry | null {
  const before = round.previousRound === null ? null : ctx.directory.round(round.previousRound);
  const isFull = round.design.form === 'full' && before?.design.form === 'full';
  return isFull && before.questionnaire === round.questionnaire ? before : null;
}

/** What an export writes of a round: documents and rows. The export is in the audit before its first row. */
export async function exportRound(
  ctx: Context,
  of: {
    readonly round: RoundEntry;
    readonly isCompared: boolean;
    readonly progress?: ((rows: number) => void) | undefined;
  }
): Promise<{ readonly survey: RoundSurvey; readonly rows: RoundRows }> {
  requireCan(ctx, 'response.export', ctx.directory.root().id);
  const survey = await roundSurvey(ctx, of.round, of.isCompared);
  await ctx.gate.run((db) => audit({ ...ctx, db }, 'response.export', { round: of.round.id }));
  const rows = roundRows(ctx, of.round, { items: itemColumns(survey.questionnaire), progress: of.progress });
  return { survey, rows };
}
