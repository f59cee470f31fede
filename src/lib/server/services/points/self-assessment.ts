import { isPrintedText } from '../../../domain/document/plain-text.ts';
import type { OtherCriterion } from '../../../domain/par/criteria-set.ts';
import {
  assessmentSum,
  parseAssessmentStatus,
  withoutEvidence,
  type AssessmentRow,
  type AssessmentSum
} from '../../../domain/par/self-assessment.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { EstimateView } from '../estimate/estimate-view.ts';
import { estimateView } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { listPeriods, type ReportPeriod } from '../rounds/report-periods.ts';
import { ALL } from '../rounds/round-reading.ts';

/** A report period, and the round whose criteria set and simulated points the sheet takes. */
export interface SheetQuery {
  readonly period: string | null;
  readonly round: string | null;
}

export interface AssessmentSheet {
  readonly period: ReportPeriod;
  readonly round: { readonly id: string; readonly name: string };
  readonly set: { readonly hash: string; readonly title: Readonly<Record<string, string>>; readonly status: string };
  readonly rows: readonly AssessmentRow[];
  readonly sum: AssessmentSum;
  /** Criteria whose points nobody could check. */
  readonly unproven: readonly AssessmentRow[];
  readonly estimate: EstimateView;
}

export interface SheetPage {
  readonly periods: readonly ReportPeriod[];
  readonly rounds: readonly { readonly id: string; readonly name: string }[];
  /** Null where there is no period or no round yet. */
  readonly sheet: AssessmentSheet | null;
}

/** The sheet that is asked for, else that of the newest period and the round in it. Throws `period.not_found`. */
export async function assessmentPage(ctx: Context, query: SheetQuery): Promise<SheetPage> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const periods = await listPeriods(ctx);
  const rounds = ctx.directory.rounds().filter(({ status }) => status !== 'draft');
  const period = query.period === null ? periods[0] : periods.find(({ id }) => id === query.period);
  if (query.period !== null && !period) throw problem('period.not_found');
  const within = (one: RoundEntry) => period && one.opensOn <= period.to && one.closesOn >= period.from;
  const round = query.round === null ? (rounds.find(within) ?? rounds[0]) : ctx.directory.round(query.round);
  return {
    periods,
    rounds: rounds.map(({ id, name }) => ({ id, name })),
    sheet: period && round ? await sheetOf(ctx, period, round) : null
  };
}

async function sheetOf(ctx: Context, period: ReportPeriod, round: RoundEntry): Promise<AssessmentSheet> {
  const root = ctx.directory.root().id;
  const estimate = await estimateView(ctx, { round: round.id, unit: root, ...ALL });
  const { criteria, others = [], title, status } = ctx.directory.criteriaSet(round.criteriaSet);
  const kept = await ctx.db
    .selectFrom('self_assessment')
    .selectAll()
    .where('period', '=', period.id)
    .where('criteria_set', '=', round.criteriaSet)
    .execute();
  const claimed = others.map((other): AssessmentRow => {
    const row = kept.find(({ criterion }) => criterion === other.id);
    return {
      ...{ criterion: other.id, title: other.title, maxPoints: other.maxPoints, points: row?.claimed ?? null },
      ...{ ci: null, evidence: row?.evidence ?? '', agency: row?.agency || (other.owner ?? '') },
      status: parseAssessmentStatus(row?.status ?? 'open') ?? 'open',
      ...{ isSimulated: false, revision: row?.revision ?? null }
    };
  });
  const surveyed = criteria.map(({ area, maxPoints, owner }): AssessmentRow => {
    const found = estimate.areas.find(({ id }) => id === area);
    const points = found?.points?.points ?? null;
    return {
      ...{ criterion: area, title: found?.title['vi'] ?? area, maxPoints, points, ci: found?.points?.ci ?? null },
      ...{ evidence: '', agency: owner ?? '', status: statusOf(points, round) },
      ...{ isSimulated: true, revision: null }
    };
  });
  const rows = [...claimed, ...surveyed];
  return {
    period,
    round: { id: round.id, name: round.name },
    set: { hash: round.criteriaSet, title, status },
    ...{ rows, sum: assessmentSum(rows), unproven: withoutEvidence(rows), estimate }
  };
}

export interface Assessment {
  readonly period: string;
  readonly round: string;
  readonly criterion: string;
  readonly claimed: number | null;
  readonly evidence: string;
  readonly agency: string;
  readonly status: string;
  /** Of what was shown; null: nothing was kept. */
  readonly revision: number | null;
}

/** Keeps what is claimed of a criterion that no survey scores. Throws `assessment.malformed`, `assessment.edited`. */
export async function saveAssessment(ctx: Context, of: Assessment): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const { criteriaSet } = ctx.directory.round(of.round);
  const period = (await listPeriods(ctx)).find(({ id }) => id === of.period);
  if (!period) throw problem('period.not_found');
  const criterion = ctx.directory.criteriaSet(criteriaSet).others?.find(({ id }) => id === of.criterion);
  if (!criterion || !isSound(of, criterion)) throw problem('assessment.malformed');
  const key = { period: of.period, criteria_set: criteriaSet, criterion: of.criterion };
  const { claimed, status, revision } = of;
  const [evidence, agency] = [of.evidence.normalize('NFC').trim(), of.agency.normalize('NFC').trim()];
  await ctx.gate.run(async (db) => {
    const before = await db
      .selectFrom('self_assessment')
      .selectAll()
      .where('period', '=', key.period)
      .where('criteria_set', '=', criteriaSet)
      .where('criterion', '=', key.criterion)
      .executeTakeFirst();
    if ((before?.revision ?? null) !== revision) throw problem('assessment.edited');
    await db
      .insertInto('self_assessment')
      .values({ ...key, claimed, evidence, agency, status, revision: (revision ?? 0) + 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['period', 'criteria_set', 'criterion'])
          .doUpdateSet({ claimed, evidence, agency, status, revision: (revision ?? 0) + 1 })
      )
      .execute();
    await audit({ ...ctx, db }, 'assessment.save', {
      ...{ period: period.name, criterion: of.criterion },
      ...{ before: before ? wordsOf(before) : '–', after: wordsOf({ claimed, evidence, agency, status }) }
    });
  });
}

const [EVIDENCE_MAX, AGENCY_MAX] = [500, 200];

function isSound({ claimed, evidence, agency, status }: Assessment, { maxPoints }: OtherCriterion): boolean {
  const isClaim = claimed === null || (Number.isFinite(claimed) && claimed >= 0 && claimed <= maxPoints);
  const fits = [...evidence].length <= EVIDENCE_MAX && [...agency].length <= AGENCY_MAX;
  return (
    isClaim && fits && isPrintedText(evidence) && isPrintedText(agency) && parseAssessmentStatus(status) !== undefined
  );
}

/** A row as one line of the audit. */
function wordsOf(row: Pick<Assessment, 'claimed' | 'evidence' | 'agency' | 'status'>): string {
  return [row.claimed ?? '–', row.status, row.agency || '–', row.evidence || '–'].join('; ');
}

/** What a survey gives is done when its figures are frozen; until then they move. */
function statusOf(points: number | null, { status }: RoundEntry): AssessmentRow['status'] {
  if (points === null) return 'open';
  return status === 'closed' ? 'done' : 'working';
}
