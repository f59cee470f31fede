import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Papa from 'papaparse';
import { problem } from '../lib/domain/shared/problem.ts';
import type { Context } from '../lib/server/context.ts';
import { requireHeadroom } from '../lib/server/health/headroom.ts';
import type { RoundEntry } from '../lib/server/services/organisation/directory.ts';
import { comparableBefore, exportRound } from '../lib/server/services/estimate/round-data.ts';
import type { RoundRows } from '../lib/server/services/estimate/round-rows.ts';
import type { RoundSurvey } from '../lib/server/services/rounds/round-survey.ts';
import type { Arguments } from './main.ts';
import { openExisting, operatorContext, option } from './open.ts';
import { progressOf } from './result-output.ts';

/** `hailong export responses`: a round as the files that `hailong analyze` reads (METHODS §0), each whole or not there. */
export async function run(args: Arguments): Promise<number> {
  const [what] = args.words;
  const [id, folder] = [option(args, 'round'), option(args, 'out')];
  if (what !== 'responses' || id === undefined || folder === undefined) {
    console.error('hailong: export responses --round ID --out FOLDER');
    return 2;
  }
  const runtime = await openExisting(args);
  try {
    await requireHeadroom(runtime.config, 0, resolve(folder));
    const ctx = operatorContext(runtime);
    const round = roundOf(ctx, id);
    const before = comparableBefore(ctx, round);
    await mkdir(folder, { recursive: true });
    const names = await writeRound(ctx, { round, isCompared: before !== null, folder, prefix: '' });
    if (before)
      names.push(...(await writeRound(ctx, { round: before, isCompared: false, folder, prefix: 'baseline_' })));
    console.error(`${folder}: ${names.join(', ')}`);
    return 0;
  } finally {
    await runtime.close();
  }
}

/** The round of an id; the message of an unknown one lists what there is. */
export function roundOf(ctx: Context, id: string): RoundEntry {
  const round = ctx.directory.rounds().find((one) => one.id === id);
  if (!round) {
    const known = ctx.directory.rounds().map((one) => `${one.id} (${one.name})`);
    throw problem('round.not_found', { asked: id, known: known.join(', ') });
  }
  return round;
}

interface Written {
  readonly round: RoundEntry;
  readonly isCompared: boolean;
  readonly folder: string;
  readonly prefix: string;
}

async function writeRound(ctx: Context, { round, isCompared, folder, prefix }: Written): Promise<string[]> {
  const progress = progressOf(`${prefix}responses.csv`);
  const { survey, rows } = await exportRound(ctx, { round, isCompared, progress });
  const texts = prefix === '' ? documentsOf(survey) : [];
  const files = [...texts, [`${prefix}population.csv`, populationText(survey)] as const];
  for (const [name, text] of files) await writeWhole(folder, name, (path) => writeFile(path, text));
  await writeWhole(folder, `${prefix}responses.csv`, (path) => writeRows(path, rows));
  return [...files.map(([name]) => name), `${prefix}responses.csv`];
}

function documentsOf({ questionnaire, plan }: RoundSurvey): readonly (readonly [string, string])[] {
  const text = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  return [
    ['questionnaire.json', text({ schema: 'survey-questionnaire/1', ...questionnaire })],
    ['plan.json', text({ schema: 'survey-plan/1', booklets: plan.booklets, ...plan.plan })]
  ];
}

function populationText({ population }: RoundSurvey): string {
  const rows = population.strata.map((one) => [one.unit, one.respondentType, one.filingMode ?? '', one.population]);
  return `${Papa.unparse([['unit', 'respondent_type', 'filing_mode', 'N'], ...rows], { newline: '\n' })}\n`;
}

async function writeRows(path: string, { columns, pages }: RoundRows): Promise<void> {
  const file = createWriteStream(path);
  const write = async (rows: readonly (readonly string[])[]) => {
    if (rows.length > 0 && !file.write(`${Papa.unparse([...rows], { newline: '\n' })}\n`)) await once(file, 'drain');
  };
  await write([columns]);
  for await (const page of pages) await write(page);
  file.end();
  await once(file, 'finish');
}

/** Under a name of its own until it is whole: nobody reads half a file. */
async function writeWhole(folder: string, name: string, write: (path: string) => Promise<void>): Promise<void> {
  const part = join(folder, `${name}.part`);
  try {
    await write(part);
    await rename(part, join(folder, name));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
