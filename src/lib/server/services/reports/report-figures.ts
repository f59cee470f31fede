import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { Context } from '../../context.ts';
import type { OverviewView } from '../estimate/estimate-view.ts';
import { overview } from '../estimate/overview.ts';
import { listTasks, type PlanView } from '../plan/plan-tasks.ts';

/** Everything a report says, as page and API give it: what its hash is of. */
export interface ReportFigures {
  readonly overview: OverviewView;
  readonly plan: PlanView;
  readonly questionnaire: string;
}

/** The figures of a unit in a round for the reader; the same that the Overview shows them. */
export async function reportFigures(ctx: Context, of: { unit: string; round: string }): Promise<ReportFigures> {
  const round = ctx.directory.round(of.round);
  return {
    overview: await overview(ctx, { round: of.round, unit: of.unit, respondentType: null, lane: null }),
    plan: await listTasks(ctx, { state: null, criterion: null, unit: null }),
    questionnaire: round.questionnaire
  };
}

/** SHA-256 over the figures: two reports with the same hash say the same numbers. */
export function figuresHash(figures: ReportFigures): string {
  return createHash('sha256').update(canonicalJson(figures)).digest('hex');
}
