import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { Context } from '../../context.ts';
import type { OverviewView } from '../estimate/estimate-view.ts';
import { overview } from '../estimate/overview.ts';
import { ALL } from '../rounds/round-reading.ts';
import { periodFacts, type PeriodFacts } from './report-period.ts';
import { listTasks, type PlanView } from '../plan/plan-tasks.ts';

/** Everything a report says, as page and API give it: what its hash is of. */
export interface ReportFigures {
  readonly overview: OverviewView;
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
  return {
    period: found?.facts ?? null,
    overview: await overview(ctx, { round: round.id, unit: of.unit, ...ALL }),
    plan: await listTasks(ctx, { state: null, criterion: null, unit: null }),
    questionnaire: round.questionnaire
  };
}

/** SHA-256 over the figures: two reports with the same hash say the same numbers, whenever they were read. */
export function figuresHash(figures: ReportFigures): string {
  const overview = { ...figures.overview, asOf: null };
  return createHash('sha256')
    .update(canonicalJson({ ...figures, overview }))
    .digest('hex');
}
