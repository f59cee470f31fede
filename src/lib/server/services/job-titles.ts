import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import type { JobKind } from '../../domain/job/job.ts';
import type { Context } from '../context.ts';
import type { JobView } from './jobs.ts';

/** A job with the name of what it is about, and the page that shows its result. */
export interface TitledJob extends JobView {
  readonly title: string;
  readonly page: string | null;
}

export function jobTitles(ctx: Context, jobs: readonly JobView[]): readonly TitledJob[] {
  return jobs.map((job) => ({ ...job, title: titleOf(ctx, job), page: PAGES[job.kind]?.(job.subject) ?? null }));
}

const PAGES: Readonly<Partial<Record<JobKind, (subject: string) => string>>> = {
  'round.analysis': (round) => `/admin/analysis?round=${encodeURIComponent(round)}`,
  'round.close': (round) => `/admin/rounds/${encodeURIComponent(round)}`
};

function titleOf({ directory }: Context, { kind, subject }: JobView): string {
  if (kind === 'round.analysis' || kind === 'round.close')
    return directory.rounds().find(({ id }) => id === subject)?.name ?? subject;
  if (kind === 'backup') return subject;
  const unit = directory.units().find(({ id }) => id === subject);
  return unit ? unitTitle(unit) : subject;
}
