import {
  isOver,
  JOB_KINDS,
  JOB_STATUSES,
  SECRET_KINDS,
  type JobKind,
  type JobStatus
} from '../../../domain/job/job.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { requireHeadroom } from '../../health/headroom.ts';
import { audit } from '../audit/audit.ts';

export interface NewJob {
  readonly kind: JobKind;
  /** Id of the unit or round that the job is about, for the list and against doing it twice. */
  readonly subject: string;
  readonly input: Readonly<Record<string, string>>;
}

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly subject: string;
  readonly status: JobStatus;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly done: number;
  readonly total: number | null;
  /** Problem code of a failed job. */
  readonly fault: string | null;
  readonly isCancelling: boolean;
  readonly outputs: readonly string[];
  /** Its files are given once (`takeJobFile`). */
  readonly isSecret: boolean;
}

/** Which jobs: of a kind, or older than one that was shown. */
export interface JobsAsked {
  readonly kind?: JobKind | null;
  readonly older?: { readonly createdAt: number; readonly id: string } | null;
  readonly limit?: number;
}

const LIST_MAX = 100;
const MAKES_A_FILE: ReadonlySet<JobKind> = new Set<JobKind>(['poster.batch', 'code.batch', 'report']);

/**
 * Queues a job; gives its id. Where the same is waiting or running already, gives that one's: two impatient clicks are
 * one job. A file belongs to who asked for it, so that a second person's is a job of its own. The caller has checked the permission of its kind. Throws `store.headroom` where the disk is nearly full.
 */
export async function startJob(ctx: Context, { kind, subject, input }: NewJob): Promise<string> {
  await requireHeadroom(ctx.config);
  const text = JSON.stringify(input);
  return ctx.gate.run(async (db) => {
    let known = db.selectFrom('job').select('id');
    if (MAKES_A_FILE.has(kind)) known = known.where('actor', '=', ctx.actor.id);
    const same = await known
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('input', '=', text)
      .where('status', 'in', ['queued', 'running'])
      .where('cancelled', '=', 0)
      .executeTakeFirst();
    if (same) return same.id;
    const id = ctx.newId();
    const queued = { status: 'queued', actor: ctx.actor.id, created_at: ctx.now(), done: 0, cancelled: 0, attempts: 0 };
    await db
      .insertInto('job')
      .values({ id, kind, subject, input: text, ...queued })
      .execute();
    await audit({ ...ctx, db }, 'job.start', { job: id, kind, about: subject });
    return id;
  });
}

/** The newest jobs: one's own, or all of the province for who keeps the server; files with who may fetch them. */
export async function listJobs(ctx: Context, asked: JobsAsked = {}): Promise<readonly JobView[]> {
  if (ctx.actor.grants.length === 0) throw problem('access.denied');
  const mayAll = can(ctx, 'job.read_all', ctx.directory.root().id);
  const { kind = null, older = null, limit = LIST_MAX } = asked;
  let query = ctx.db
    .selectFrom('job')
    .selectAll()
    .where('kind', 'in', kind === null ? JOB_KINDS : [kind])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit);
  if (older !== null)
    query = query.where((e) =>
      e.or([
        e('created_at', '<', older.createdAt),
        e.and([e('created_at', '=', older.createdAt), e('id', '>', older.id)])
      ])
    );
  if (!mayAll) query = query.where('actor', '=', ctx.actor.id);
  const rows = await query.execute();
  const mayFetch = can(ctx, 'job.fetch_all', ctx.directory.root().id);
  const ids = rows.filter(({ actor }) => mayFetch || actor === ctx.actor.id).map(({ id }) => id);
  const outputs =
    ids.length === 0
      ? []
      : await ctx.db.selectFrom('job_output').select(['job', 'name']).where('job', 'in', ids).orderBy('name').execute();
  return rows.flatMap((row) =>
    viewOf(
      row,
      outputs.filter(({ job }) => job === row.id).map(({ name }) => name)
    )
  );
}

/** The newest job of a kind about a subject, for the page that shows its result; null when there was none. */
export async function latestJob(ctx: Context, kind: JobKind, subject: string): Promise<JobView | null> {
  const row = await ctx.db
    .selectFrom('job')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row && viewOf(row, [])[0]) ?? null;
}

/** The newest job of a kind; null when there was none. The caller has checked the permission. */
export async function latestJobOfKind(ctx: Context, kind: JobKind): Promise<JobView | null> {
  const row = await ctx.db
    .selectFrom('job')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row && viewOf(row, [])[0]) ?? null;
}

/** Asks a job to end; one that waits ends at once. What is over stays as it is. Throws `job.not_found`. */
export async function cancelJob(ctx: Context, id: string): Promise<void> {
  await ctx.gate.run(async (db) => {
    const row = await requireOwn({ ...ctx, db }, id);
    const [status] = JOB_STATUSES.filter((known) => known === row.status);
    if (!status || isOver(status)) return;
    const ended = status === 'queued' ? { status: 'cancelled', finished_at: ctx.now() } : {};
    await db
      .updateTable('job')
      .set({ cancelled: 1, ...ended })
      .where('id', '=', id)
      .execute();
    await audit({ ...ctx, db }, 'job.cancel', { job: id });
  });
}

export interface JobFile {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/** A file that a job made, for who started it or may fetch all. Throws `job.not_found`; a secret file is taken, not read. */
export async function jobFile(ctx: Context, id: string, name: string): Promise<JobFile> {
  const { kind, actor } = await requireOwn(ctx, id);
  const mayFetch = actor === ctx.actor.id || can(ctx, 'job.fetch_all', ctx.directory.root().id);
  if (!mayFetch || SECRET_KINDS.includes(kind)) throw problem('job.not_found');
  const file = await ctx.db
    .selectFrom('job_output')
    .select(['name', 'media_type', 'body'])
    .where('job', '=', id)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!file) throw problem('job.not_found');
  return { name: file.name, mediaType: file.media_type, body: file.body };
}

/** Gives a secret file to who started its job and deletes it: it is given once. Throws `job.not_found`. */
export async function takeJobFile(ctx: Context, id: string, name: string): Promise<JobFile> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  return ctx.gate.run(async (db) => {
    const { kind, actor } = await requireOwn({ ...ctx, db }, id);
    if (!SECRET_KINDS.includes(kind) || actor !== ctx.actor.id) throw problem('job.not_found');
    const file = await db
      .deleteFrom('job_output')
      .where('job', '=', id)
      .where('name', '=', name)
      .returning(['media_type', 'body'])
      .executeTakeFirst();
    if (!file) throw problem('job.not_found');
    await audit({ ...ctx, db }, 'code.fetch', { job: id, name });
    return { name, mediaType: file.media_type, body: file.body };
  });
}

/** A job that is not one's own is as unknown as one that never was. */
async function requireOwn(ctx: Context, id: string) {
  const row = await ctx.db
    .selectFrom('job')
    .select(['actor', 'status', 'kind'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('job.not_found');
  if (row.actor !== ctx.actor.id && !can(ctx, 'job.read_all', ctx.directory.root().id)) throw problem('job.not_found');
  return row;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly status: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly done: number;
  readonly total: number | null;
  readonly fault: string | null;
  readonly cancelled: number;
}

/** A kind or status that this version does not know is not shown. */
function viewOf(row: Row, outputs: readonly string[]): readonly JobView[] {
  const kind = JOB_KINDS.find((known) => known === row.kind);
  const status = JOB_STATUSES.find((known) => known === row.status);
  if (!kind || !status) return [];
  const { id, subject, created_at: createdAt, finished_at: finishedAt, done, total, fault } = row;
  const isCancelling = row.cancelled === 1 && !isOver(status);
  const isSecret = SECRET_KINDS.includes(kind);
  return [{ id, kind, subject, status, createdAt, finishedAt, done, total, fault, isCancelling, outputs, isSecret }];
}
