import type { JobKind } from '../../domain/job/job.ts';
import type { Context } from '../context.ts';
import { computeRoundAnalysis, keepRoundAnalysis } from '../services/estimate/round-analyses.ts';
import { keepCodeBatch, makeCodeBatch } from '../services/codes/code-batches.ts';
import { posterBatch } from '../services/links/posters.ts';
import { makeReport } from '../services/reports/report-job.ts';
import { keepReport } from '../services/reports/report-list.ts';
import { computeScorecard, keepScorecard } from '../services/rounds/scorecards.ts';
import { requireCan } from '../auth/can.ts';
import { keepBackup, makeBackup } from '../services/store/backups.ts';
import type { JobOutcome } from './queue.ts';

export type Report = (done: number, total: number | null) => void;

/** How a kind of job is done (in a process of its own, reading), and what of it is kept (by the server, writing). */
export interface JobWork {
  readonly run: (ctx: Context, input: Readonly<Record<string, string>>, report: Report) => Promise<JobOutcome>;
  readonly keep?: (ctx: Context, input: Readonly<Record<string, string>>, result: string, job: string) => Promise<void>;
}

export const JOB_WORK: Readonly<Record<JobKind, JobWork>> = {
  'round.analysis': {
    run: async (ctx, { round = '' }, report) => ({ result: await computeRoundAnalysis(ctx, round, report), files: [] }),
    keep: (ctx, { round = '' }, result) => keepRoundAnalysis(ctx, round, result)
  },
  'round.close': {
    run: async (ctx, { round = '' }, report) => {
      requireCan(ctx, 'round.manage', ctx.directory.root().id);
      return { result: await computeScorecard(ctx, round, report), files: [] };
    },
    keep: (ctx, { round = '' }, result) => keepScorecard(ctx, round, result)
  },
  backup: {
    run: async (ctx, _, report) => ({ result: await makeBackup(ctx, report), files: [] }),
    keep: (ctx, _, result) => keepBackup(ctx, result)
  },
  'code.batch': {
    run: (ctx, input) => makeCodeBatch(ctx, input),
    keep: (ctx, _, result) => keepCodeBatch(ctx, result)
  },
  report: {
    run: (ctx, input, report) => makeReport(ctx, input, report),
    keep: (ctx, input, result, job) => keepReport(ctx, input, result, job)
  },
  'poster.batch': {
    run: async (ctx, input) => ({ result: null, files: [await posterBatch(ctx, input)] })
  }
};
