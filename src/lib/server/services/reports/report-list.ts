import * as v from 'valibot';
import { floorFor } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { JobFile, JobView } from '../jobs/jobs.ts';
import { listJobs } from '../jobs/jobs.ts';

export interface ReportEntry {
  readonly id: string;
  readonly unit: string;
  readonly round: string;
  readonly language: string;
  readonly madeAt: number;
  readonly hash: string;
  readonly files: readonly string[];
}

const LIST_MAX = 100;
const outcome = v.object({ hash: v.string(), floor: v.number() });

/** Notes what a job made; inside the caller's transaction. */
export async function keepReport(
  ctx: Context,
  { unit = '', round = '', language = 'vi' }: Readonly<Record<string, string>>,
  result: string,
  job: string
): Promise<void> {
  const { hash, floor } = v.parse(outcome, JSON.parse(result));
  await ctx.db.insertInto('report').values({ job, unit, round, language, made_at: ctx.now(), hash, floor }).execute();
}

/** The newest reports: one's own, and those of others for who may read all of their unit. */
export async function listReports(ctx: Context): Promise<readonly ReportEntry[]> {
  requireSomewhere(ctx);
  const rows = await ctx.db
    .selectFrom('report')
    .innerJoin('job', 'job.id', 'report.job')
    .select(['report.job as id', 'unit', 'round', 'language', 'made_at', 'hash', 'actor', 'floor'])
    .orderBy('made_at', 'desc')
    .limit(LIST_MAX)
    .execute();
  const seen = rows.filter((row) => mayRead(ctx, row));
  const ids = seen.map(({ id }) => id);
  const files =
    ids.length === 0
      ? []
      : await ctx.db.selectFrom('job_output').select(['job', 'name']).where('job', 'in', ids).orderBy('name').execute();
  return seen.map(({ id, unit, round, language, made_at: madeAt, hash }) => ({
    ...{ id, language, madeAt, hash },
    unit: unitTitle(ctx.directory.unit(unit)),
    round: ctx.directory.round(round).name,
    files: files.filter(({ job }) => job === id).map(({ name }) => name)
  }));
}

/** The reports of this person that are still being made, or could not be. */
export async function reportsAtWork(ctx: Context): Promise<readonly JobView[]> {
  const jobs = await listJobs(ctx, { kind: 'report', limit: 20 });
  return jobs.filter(({ status }) => status === 'queued' || status === 'running' || status === 'failed').slice(0, 5);
}

/** A file of a report. Throws `report.not_found`. */
export async function reportFile(ctx: Context, id: string, name: string): Promise<JobFile> {
  requireSomewhere(ctx);
  const row = await ctx.db
    .selectFrom('report')
    .innerJoin('job', 'job.id', 'report.job')
    .innerJoin('job_output', 'job_output.job', 'report.job')
    .select(['unit', 'actor', 'floor', 'name', 'media_type', 'body'])
    .where('report.job', '=', id)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!row || !mayRead(ctx, row)) throw problem('report.not_found');
  return { name: row.name, mediaType: row.media_type, body: row.body };
}

interface Made {
  readonly unit: string;
  readonly actor: string;
  readonly floor: number;
}

/** One's own as long as one may be shown as small groups as then: roles change. Others' for who may read all of the unit. */
function mayRead(ctx: Context, { unit, actor, floor }: Made): boolean {
  const path = ctx.directory.path(unit, localDay(ctx.now()));
  const isOwn =
    actor === ctx.actor.id && can(ctx, 'report.make', unit) && floorFor(ctx.actor.grants, path).minimum <= floor;
  return isOwn || can(ctx, 'report.read_all', unit);
}

function requireSomewhere(ctx: Context): void {
  requireCan(ctx, 'report.make', ctx.actor.grants[0]?.unit ?? ctx.directory.root().id);
}
