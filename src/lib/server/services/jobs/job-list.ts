import { JOB_KINDS, type JobKind } from '../../../domain/job/job.ts';
import { cursorText, parseCursor } from '../../../domain/list/list-query.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { jobTitles, type TitledJob } from './job-titles.ts';
import { listJobs } from './jobs.ts';

export interface JobPage {
  readonly jobs: readonly TitledJob[];
  readonly kind: JobKind | null;
  /** What the next page is asked with; null on the last. */
  readonly after: string | null;
}

const PAGE = 50;

/** A page of the jobs that the actor sees, newest first. `kind` is '' for all. Throws `filter.unknown`, `access.denied`. */
export async function jobPage(ctx: Context, asked: { kind: string; after: string | null }): Promise<JobPage> {
  const kind = JOB_KINDS.find((known) => known === asked.kind) ?? null;
  const cursor = parseCursor(asked.after);
  if ((kind === null && asked.kind !== '') || typeof cursor?.key === 'string') throw problem('filter.unknown');
  const older = cursor && typeof cursor.key === 'number' ? { createdAt: cursor.key, id: cursor.id } : null;
  const jobs = await listJobs(ctx, { kind, older, limit: PAGE + 1 });
  const shown = jobs.slice(0, PAGE);
  const last = jobs.length > PAGE ? shown.at(-1) : undefined;
  const after = last ? cursorText({ key: last.createdAt, id: last.id }) : null;
  return { jobs: jobTitles(ctx, shown), kind, after };
}
