import { basename } from 'node:path';
import { bookletResult } from '../lib/domain/analysis/booklet-result.ts';
import type { Period } from '../lib/domain/analysis/comparison.ts';
import type { SurveyData, SurveyPlan } from '../lib/domain/analysis/survey-data.ts';
import { surveyPeriod, surveyResult } from '../lib/domain/analysis/survey-result.ts';
import { RakingFault } from '../lib/domain/rows/raking.ts';
import { checkSurvey } from '../lib/server/survey-files/survey-check.ts';
import { readMargins } from '../lib/server/survey-files/margins-file.ts';
import { readPlan, type PlanFile } from '../lib/server/survey-files/plan-file.ts';
import { readPopulation } from '../lib/server/survey-files/population-file.ts';
import { readQuestionnaire, type QuestionnaireFile } from '../lib/server/survey-files/questionnaire-file.ts';
import { readResponses } from '../lib/server/survey-files/responses-file.ts';
import { InputFault } from '../lib/server/survey-files/input-fault.ts';
import type { Context } from '../lib/server/context.ts';
import type { RoundEntry } from '../lib/server/services/organisation/directory.ts';
import { comparableBefore, readRoundData } from '../lib/server/services/estimate/round-data.ts';
import type { Arguments } from './main.ts';
import { roundOf } from './export.ts';
import { openExisting, operatorContext, option } from './open.ts';
import { progressOf, requiredOption, writeResult } from './result-output.ts';

/** `hailong analyze`: all figures of a survey, from its files (METHODS §0) or of a round, as JSON or as tables. */
export async function run(args: Arguments): Promise<number> {
  const round = option(args, 'round');
  return writeResult(args, () => (round === undefined ? analyzeFiles(args) : analyzeRound(args, round)));
}

/** The round in the database: the same figures as of its exported files. */
async function analyzeRound(args: Arguments, id: string): Promise<object> {
  const file = FILES.find((name) => option(args, name) !== undefined);
  if (file !== undefined) throw new InputFault(`--round reads the database: it goes without --${file}`);
  const runtime = await openExisting(args);
  try {
    const ctx = operatorContext(runtime);
    const round = roundOf(ctx, id);
    const before = comparableBefore(ctx, round);
    const baseline = before && (await baselineOfRound(ctx, before));
    const isCompared = baseline !== null;
    const { survey, data } = await readRoundData(ctx, { round, isCompared, progress: progressOf(round.id) });
    const { questionnaire, plan } = survey;
    if (plan.booklets) return bookletResult({ data, questionnaire, plan: plan.plan });
    return surveyResult({ data, questionnaire, plan: plan.plan }, { margins: new Map(), baseline });
  } finally {
    await runtime.close();
  }
}

async function baselineOfRound(ctx: Context, round: RoundEntry): Promise<Period | null> {
  const { survey, data } = await readRoundData(ctx, { round, isCompared: false, progress: progressOf(round.id) });
  const { questionnaire, plan } = survey;
  return plan.booklets ? null : surveyPeriod({ data, questionnaire, plan: plan.plan });
}

const FILES = [
  'responses',
  'population',
  'questionnaire',
  'plan',
  'margins',
  'baseline-responses',
  'baseline-population'
];

async function analyzeFiles(args: Arguments): Promise<object> {
  const questionnaire = await readQuestionnaire(requiredOption(args, 'questionnaire'));
  const plan = await readPlan(requiredOption(args, 'plan'));
  const documents = { questionnaire, plan };
  const files = { responses: requiredOption(args, 'responses'), population: requiredOption(args, 'population') };
  if (plan.booklets) return bookletResult({ data: await readSurvey(files, documents), questionnaire, plan: plan.plan });

  const margins = await marginsOf(args, plan.plan);
  // The period before first: its rows are gone before their memory is needed again.
  const baseline = await baselineOf(args, { questionnaire, plan: plan.plan });
  const data = await readSurvey(files, documents);
  try {
    return surveyResult({ data, questionnaire, plan: plan.plan }, { margins, baseline });
  } catch (error) {
    if (error instanceof RakingFault) throw new InputFault(`${basename(files.responses)}: raking: ${error.message}`);
    throw error;
  }
}

interface Documents {
  readonly questionnaire: QuestionnaireFile;
  readonly plan: PlanFile;
}

async function readSurvey(
  files: { readonly responses: string; readonly population: string },
  { questionnaire, plan }: Documents
): Promise<SurveyData> {
  const strataColumns = plan.plan.design.strata;
  const population = await readPopulation(files.population, strataColumns);
  const data = await readResponses(files.responses, {
    questionnaire,
    strata: population.strata,
    strataColumns,
    booklets: plan.booklets,
    progress: progressOf(files.responses)
  });
  checkSurvey(data, { plan: plan.plan, files, population });
  return data;
}

async function marginsOf(args: Arguments, plan: SurveyPlan) {
  const needed = plan.raking.some(({ base }) => base === 'stratified');
  const path = option(args, 'margins');
  if (needed && path === undefined) throw new InputFault('the plan rakes to margins: give --margins FILE');
  return path === undefined ? new Map<string, ReadonlyMap<string, number>>() : readMargins(path);
}

async function baselineOf(
  args: Arguments,
  { questionnaire, plan }: { readonly questionnaire: QuestionnaireFile; readonly plan: SurveyPlan }
): Promise<Period | null> {
  const [responses, population] = [option(args, 'baseline-responses'), option(args, 'baseline-population')];
  if ((responses === undefined) !== (population === undefined)) {
    throw new InputFault('--baseline-responses and --baseline-population belong together');
  }
  if (!plan.comparison) return null;
  if (responses === undefined || population === undefined) {
    throw new InputFault('the plan compares two periods: give --baseline-responses and --baseline-population');
  }
  const documents = { questionnaire, plan: { booklets: false, plan } } as const;
  return surveyPeriod({ data: await readSurvey({ responses, population }, documents), questionnaire, plan });
}
