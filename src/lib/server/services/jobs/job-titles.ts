import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { JobKind } from '../../../domain/job/job.ts';
import type { Permission } from '../../../domain/access/policy.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { JobView } from './jobs.ts';

/** A job with the name of what it is about, and the page that shows its result. */
export interface TitledJob extends JobView {
  readonly title: string;
  readonly page: string | null;
}

export function jobTitles(ctx: Context, jobs: readonly JobView[]): readonly TitledJob[] {
  return jobs.map((job) => ({ ...job, title: titleOf(ctx, job), page: pageOf(ctx, job) }));
}

interface ResultPage {
  readonly needs: Permission;
  readonly address: (subject: string) => string;
}

const PAGES: Readonly<Partial<Record<JobKind, ResultPage>>> = {
  'round.analysis': {
    needs: 'analysis.read',
    address: (round) => `/admin/analysis?round=${encodeURIComponent(round)}`
  },
  'round.close': { needs: 'scorecard.read', address: (round) => `/admin/rounds/${encodeURIComponent(round)}` }
};

/** Null where the job has no page, or one that would be refused: who keeps the server sees that it ran, not what came out. */
function pageOf(ctx: Context, { kind, subject }: JobView): string | null {
  const page = PAGES[kind];
  return page && can(ctx, page.needs, ctx.directory.root().id) ? page.address(subject) : null;
}

function titleOf({ directory }: Context, { kind, subject }: JobView): string {
  if (kind === 'round.analysis' || kind === 'round.close')
    return directory.rounds().find(({ id }) => id === subject)?.name ?? subject;
  if (kind === 'backup') return subject;
  const unit = directory.units().find(({ id }) => id === subject);
  return unit ? unitTitle(unit) : subject;
}
