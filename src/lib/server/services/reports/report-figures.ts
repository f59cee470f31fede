import { createHash } from 'node:crypto';
import type { TaskState } from '../../../domain/plan/task-state.ts';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { Context } from '../../context.ts';
import { attention } from '../attention/attention.ts';
import type { Matter } from '../attention/attention-view.ts';
import type { OverviewView } from '../estimate/estimate-view.ts';
import { overview } from '../estimate/overview.ts';
import { ALL } from '../rounds/round-reading.ts';
import { periodFacts, type PeriodFacts } from './report-period.ts';
import { listTasks, type PlanView } from '../plan/plan-tasks.ts';

/** Everything a report says, as page and API give it: what its hash is of. */
export interface ReportFigures {
  readonly overview: OverviewView;
  /** What the Overview says stands out. */
  readonly notable: {
    readonly matters: readonly Matter[];
    /** Units with a lower figure that is no ground to say so. */
    readonly unsure: number;
    readonly isSelfSelected: boolean;
  };
  readonly plan: PlanView;
  readonly questionnaire: string;
  /** Where the report is about a report period. */
  readonly period: PeriodFacts | null;
}

/** The figures of a unit in a round, or in the newest round of a period, for the reader: those that the Overview shows. */
export async function reportFigures(
  ctx: Context,
  of: { unit: string; round: string; period: string }
): Promise<ReportFigures> {
  const found = of.period === '' ? null : await periodFacts(ctx, of);
  const round = ctx.directory.round(found?.round ?? of.round);
  const view = await overview(ctx, { round: round.id, unit: of.unit, ...ALL });
  const { notable: matters, unsure, isSelfSelected } = await attention(ctx, of.unit, view);
  return {
    period: found?.facts ?? null,
    overview: view,
    notable: { matters, unsure: unsure.length, isSelfSelected },
    plan: await planUnder(ctx, of.unit, round.opensOn),
    questionnaire: round.questionnaire
  };
}

/** The tasks of a unit and of those under it, and how they stand. */
async function planUnder(ctx: Context, unit: string, day: string): Promise<PlanView> {
  const { tasks: all } = await listTasks(ctx, { state: null, criterion: null, unit: null });
  const tasks = all.filter((task) => ctx.directory.path(task.unit.id, day).includes(unit));
  const count = (state: TaskState) => tasks.filter((task) => task.state === state).length;
  const counts = {
    overdue: count('overdue'),
    due_soon: count('due_soon'),
    in_time: count('in_time'),
    done: count('done')
  };
  return { tasks, counts };
}

/** SHA-256 over the figures: two reports with the same hash say the same numbers, whenever they were read. */
export function figuresHash(figures: ReportFigures): string {
  const overview = { ...figures.overview, asOf: null };
  return createHash('sha256')
    .update(canonicalJson({ ...figures, overview }))
    .digest('hex');
}
