import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ATTEMPTS_MAX, JOB_KINDS, KEPT_KINDS, SECRET_KINDS, type JobKind } from '../../domain/job/job.ts';
import { DAY_MS } from '../../domain/shared/time.ts';
import type { Db } from '../db/connect.ts';
import type { Context } from '../context.ts';

/** A job that this worker holds. */
export interface HeldJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly input: Readonly<Record<string, string>>;
  readonly actor: string;
  /** Which try it is: what an earlier holder still sends is not taken. */
  readonly attempt: number;
}

export interface JobOutcome {
  readonly result: string | null;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly body: Uint8Array }[];
}

/** How long a worker may be silent before its job is another's. */
export const LEASE_MS = 20_000;
const KEPT_MS = 30 * DAY_MS;

const inputShape = v.record(v.string(), v.string());

/** Takes the oldest job that waits, or whose worker is gone; null when there is none. */
export async function claimJob(ctx: Context, worker: string): Promise<HeldJob | null> {
  const now = ctx.now();
  const free = await ctx.db
    .selectFrom('job')
    .select(['id', 'attempts'])
    .where((e) => e.or([e('status', '=', 'queued'), e.and([e('status', '=', 'running'), e('lease_until', '<', now)])]))
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  if (!free) return null;
  return ctx.gate.run(async (db) => {
    const isSpent = free.attempts >= ATTEMPTS_MAX;
    const taken = await db
      .updateTable('job')
      .set({
        attempts: free.attempts + 1,
        worker,
        ...(isSpent ? given(now) : { status: 'running', started_at: now, lease_until: now + LEASE_MS })
      })
      .where('id', '=', free.id)
      .where('attempts', '=', free.attempts) // who comes second finds another number
      .where('status', 'in', ['queued', 'running'])
      .returning(['id', 'kind', 'input', 'actor'])
      .executeTakeFirst();
    const kind = JOB_KINDS.find((known) => known === taken?.kind);
    if (!taken || isSpent) return null;
    const held = { id: taken.id, attempt: free.attempts + 1 };
    if (!kind) {
      await endJob(db, held, { status: 'failed', fault: 'job.unknown', now });
      return null;
    }
    if (await isDisabled(db, taken.actor)) {
      await endJob(db, held, { status: 'cancelled', fault: null, now });
      return null;
    }
    return { ...held, kind, actor: taken.actor, input: v.parse(inputShape, JSON.parse(taken.input)) };
  });
}

/** A job asked for in the moment its person was disabled is not done: nobody would answer for it. */
async function isDisabled(db: Db, actor: string): Promise<boolean> {
  const person = await db.selectFrom('person').select('disabled').where('id', '=', actor).executeTakeFirst();
  return person?.disabled === 1;
}

const given = (now: number) => ({ status: 'failed', fault: 'job.interrupted', finished_at: now });

type Held = Pick<HeldJob, 'id' | 'attempt'>;

/** Writes progress and holds the job for longer; says whether to go on: it is still ours, and nobody asked it to end. */
export async function renewJob(
  ctx: Context,
  { id, attempt }: Held,
  progress: { done: number; total: number | null }
): Promise<boolean> {
  const kept = await ctx.gate.run((db) =>
    db
      .updateTable('job')
      .set({ ...progress, lease_until: ctx.now() + LEASE_MS })
      .where('id', '=', id)
      .where('attempts', '=', attempt)
      .where('status', '=', 'running')
      .returning('cancelled')
      .executeTakeFirst()
  );
  return kept?.cancelled === 0;
}

/** Gives a job back, as it was before: the server ends, the next one takes it. */
export async function releaseJob(ctx: Context, { id, attempt }: Held): Promise<void> {
  await ctx.gate.run((db) =>
    db
      .updateTable('job')
      .set({ status: 'queued', attempts: attempt - 1, worker: null, lease_until: null, done: 0, total: null })
      .where('id', '=', id)
      .where('attempts', '=', attempt)
      .where('status', '=', 'running')
      .execute()
  );
}

export interface JobEnd {
  readonly status: 'failed' | 'cancelled';
  readonly fault: string | null;
  readonly now: number;
}

export async function endJob(db: Db, { id, attempt }: Held, { status, fault, now }: JobEnd): Promise<void> {
  await db
    .updateTable('job')
    .set({ status, fault, finished_at: now, lease_until: null })
    .where('id', '=', id)
    .where('attempts', '=', attempt)
    .where('status', '=', 'running')
    .execute();
}

/**
 * Keeps what a job made, files and whatever `keep` writes, and says that it is done, in one transaction. Nothing of a job
 * that is not ours any longer, or was cancelled meanwhile, is kept; says which.
 */
export async function finishJob(
  ctx: Context,
  { id, attempt }: Held,
  { files }: JobOutcome,
  keep: (ctx: Context) => Promise<void>
): Promise<boolean> {
  return ctx.gate.run(async (db) => {
    const now = ctx.now();
    const finished = await db
      .updateTable('job')
      .set((e) => ({ status: 'done', finished_at: now, lease_until: null, done: e.fn.coalesce('total', 'done') }))
      .where('id', '=', id)
      .where('attempts', '=', attempt)
      .where('status', '=', 'running')
      .where('cancelled', '=', 0)
      .returning('id')
      .executeTakeFirst();
    if (!finished) return false;
    for (const { name, mediaType, body } of files) {
      const sha256 = createHash('sha256').update(body).digest('hex');
      await db.insertInto('job_output').values({ job: id, name, media_type: mediaType, sha256, body }).execute();
    }
    await keep({ ...ctx, db });
    return true;
  });
}

/** Deletes files of jobs, and jobs, that ended 30 days ago, but for those that are kept; secret files that nobody fetched after a day. */
export async function purgeJobs(ctx: Context): Promise<void> {
  const before = ctx.now() - KEPT_MS;
  await ctx.gate.run(async (db) => {
    const old = db
      .selectFrom('job')
      .select('id')
      .where('finished_at', '<', before)
      .where((e) => e.or([e('kind', 'not in', KEPT_KINDS), e('status', '!=', 'done')]));
    await db.deleteFrom('job_output').where('job', 'in', old).execute();
    await db.deleteFrom('job').where('id', 'in', old).execute();
    const unfetched = db
      .selectFrom('job')
      .select('id')
      .where('kind', 'in', SECRET_KINDS)
      .where('finished_at', '<', ctx.now() - DAY_MS);
    await db.deleteFrom('job_output').where('job', 'in', unfetched).execute();
  });
}
