import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { programActor } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { hasHeadroom } from '../health/headroom.ts';
import { log } from '../log.ts';
import { describeError } from '../log-error.ts';
import { prepareViews } from '../services/estimate/prepared-views.ts';
import { startDailyBackup } from '../services/store/backups.ts';
import { forgetStaged } from '../services/imports/import-staging.ts';
import { advanceRounds } from '../services/rounds/round-closing.ts';
import { JOB_WORK } from './kinds.ts';
import {
  claimJob,
  endJob,
  finishJob,
  purgeJobs,
  releaseJob,
  renewJob,
  type HeldJob,
  type JobOutcome
} from './queue.ts';
import type { JobMessage, JobOrder } from './worker.ts';

export interface JobRunner {
  /** Ends the process of the running job and gives the job back. */
  readonly stop: () => Promise<void>;
}

const LOOK_MS = 1_000;
const RENEW_MS = 1_000;
const PURGE_MS = 3_600_000;
const DAILY_LOOK_MS = 300_000;
const CALENDAR_LOOK_MS = 60_000;

/**
 * Does jobs one at a time, as long as this server runs. Several servers share one queue: a job is leased to one of them,
 * and goes to the next when its server falls silent.
 */
export function startJobs(ctx: Context): JobRunner {
  const worker = randomUUID();
  let running: Promise<void> | undefined;
  let isStopping = false;
  let current: Running | undefined;
  const look = () => {
    running ??= next().finally(() => (running = undefined));
  };
  const prepare = () => {
    prepareViews(ctx).catch((error: unknown) => log().error({ err: error }, 'views: cannot be prepared'));
  };
  // On a disk that is nearly full jobs wait, so that answers find room (health/headroom.ts).
  const claim = async () => ((await hasHeadroom(ctx.config)) ? claimJob(ctx, worker) : null);
  async function next(): Promise<void> {
    try {
      for (let job = await claim(); job; job = await claim()) {
        if (isStopping) return await releaseJob(ctx, job); // claimed while the server was told to end
        current = runJob(ctx, job);
        await current.ended;
        current = undefined;
        if (job.kind === 'round.close') prepare(); // its figures are kept from now on
      }
    } catch (error) {
      log().error({ err: error }, 'jobs: cannot go on'); // the store is busy or full: the next look tries again
    }
  }
  const timer = setInterval(look, LOOK_MS).unref();
  const purge = setInterval(() => {
    Promise.all([purgeJobs(ctx), forgetStaged(ctx)]).catch((error: unknown) =>
      log().error({ err: error }, 'jobs: cannot purge')
    );
  }, PURGE_MS).unref();
  const daily = setInterval(() => {
    startDailyBackup(ctx).catch((error: unknown) => log().error({ err: error }, 'jobs: cannot start the backup'));
  }, DAILY_LOOK_MS).unref();
  const calendar = setInterval(() => {
    advanceRounds(ctx).catch((error: unknown) => log().error({ err: error }, 'jobs: cannot advance the rounds'));
  }, CALENDAR_LOOK_MS).unref();
  look();
  prepare();
  return {
    stop: async () => {
      isStopping = true;
      clearInterval(timer);
      clearInterval(purge);
      clearInterval(daily);
      clearInterval(calendar);
      current?.giveBack();
      await running;
    }
  };
}

interface Running {
  readonly ended: Promise<void>;
  readonly giveBack: () => void;
}

type End = { readonly kind: 'gone' | 'back' | 'cancelled' } | JobMessage;

/** One job in its process, until it is done, failed, cancelled, or to be given back. */
function runJob(ctx: Context, job: HeldJob): Running {
  const child = forkWorker(ctx, job);
  const progress: { done: number; total: number | null } = { done: 0, total: null };
  const { promise: end, resolve } = Promise.withResolvers<End>();
  child.on('message', (message: JobMessage) => {
    if (message.kind === 'progress') Object.assign(progress, { done: message.done, total: message.total });
    else resolve(message);
  });
  child.once('error', (error) => resolve({ kind: 'failed', fault: 'internal', log: describeError(error) }));
  child.once('exit', () => resolve({ kind: 'gone' }));
  const timer = setInterval(() => {
    renewJob(ctx, job, { ...progress })
      .then((goOn) => {
        if (!goOn) resolve({ kind: 'cancelled' });
      })
      .catch((error: unknown) => log().error({ job: job.id, err: error }, 'job: cannot renew'));
  }, RENEW_MS);
  const ended = end
    .then(async (how) => {
      clearInterval(timer);
      child.kill('SIGKILL');
      await settle(ctx, job, how);
    })
    .finally(() => clearInterval(timer));
  return { ended, giveBack: () => resolve({ kind: 'back' }) };
}

function forkWorker(ctx: Context, job: HeldJob): ChildProcess {
  const file = path.join(ctx.config.programDir, 'src/lib/server/jobs/worker.ts');
  const child = fork(file, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc']
  });
  const order: JobOrder = { config: ctx.config, job };
  child.send(order);
  return child;
}

async function settle(ctx: Context, job: HeldJob, how: End): Promise<void> {
  if (how.kind === 'done') await keep(ctx, job, how.outcome);
  else if (how.kind === 'back') await releaseJob(ctx, job);
  else if (how.kind === 'cancelled') await end(ctx, job, 'cancelled', null);
  else if (how.kind === 'failed') {
    if (how.fault === 'internal') log().error({ job: job.id, kind: job.kind, err: how.log }, 'job: failed');
    await end(ctx, job, 'failed', how.fault);
  } else await end(ctx, job, 'failed', 'job.ended'); // its process died: out of memory, or killed
}

/** Keeps it in the name of who started the job, as the audit has it. */
async function keep(ctx: Context, job: HeldJob, outcome: JobOutcome): Promise<void> {
  const { root } = ctx.directory;
  const actor = job.actor === 'program' ? programActor(root().id) : { id: job.actor, name: '', grants: [] };
  const isKept = await finishJob({ ...ctx, actor }, job, outcome, async (inside) => {
    if (outcome.result !== null) await JOB_WORK[job.kind].keep?.(inside, job.input, outcome.result, job.id);
  });
  if (!isKept) await end(ctx, job, 'cancelled', null);
}

function end(ctx: Context, job: HeldJob, status: 'failed' | 'cancelled', fault: string | null): Promise<void> {
  return ctx.gate.run((db) => endJob(db, job, { status, fault, now: ctx.now() }));
}
