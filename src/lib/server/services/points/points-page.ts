import { POINTS_RULES, type PointsRule } from '../../../domain/par/criteria-set.ts';
import { againstTarget, type AgainstTarget, type PointsTargets } from '../../../domain/par/points-target.ts';
import type { ReachableLevel } from '../../../domain/par/reachable.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { EstimateView, PointsView } from '../estimate/estimate-view.ts';
import { checkQuery, type Found } from '../estimate/estimates.ts';
import { trialInTurn } from '../estimate/figures-in-turn.ts';
import { keptView, type AsOf } from '../estimate/kept-views.ts';
import { pointsOf } from '../estimate/figures.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL } from '../rounds/round-reading.ts';
import { pointsBasis } from './points-basis.ts';
import { pointsTargets } from './points-targets.ts';
import type { ItemWork } from './valuable-work.ts';
import { whatIf, type Change, type WhatIfView } from './what-if.ts';

export interface PointsQuery {
  readonly round: string;
  readonly unit: string;
  readonly changes: readonly Change[];
  readonly level: ReachableLevel;
}

export interface PointsPage {
  readonly estimate: EstimateView;
  readonly criteriaSet: {
    readonly hash: string;
    readonly title: Text;
    readonly status: string;
    readonly rule: PointsRule;
    /** By area, the agency that answers for it. */
    readonly owners: Readonly<Record<string, string>>;
    readonly maxPoints: Readonly<Record<string, number>>;
  };
  /** The same answers by every rule; null where nothing can be concluded. */
  readonly byRule: readonly { readonly rule: PointsRule; readonly points: PointsView | null }[];
  readonly targets: PointsTargets;
  readonly against: {
    readonly criteria: Readonly<Record<string, AgainstTarget>>;
    readonly total: AgainstTarget | null;
  };
  readonly whatIf: WhatIfView | null;
  /** Null under the rule `steps`, where a small gain mostly reaches no step. */
  readonly work: readonly ItemWork[] | null;
  readonly level: ReachableLevel;
  readonly mayManage: boolean;
}

/** The simulated points of a unit in a round, beside their targets, with what would raise them. */
export async function pointsPage(ctx: Context, query: PointsQuery): Promise<AsOf<PointsPage>> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, { ...query, ...ALL });
  const { round, unit, level, changes } = query;
  // A change is one of many thousands: only what stands before it is kept.
  if (changes.length > 0) return trialInTurn(async () => ({ asOf: ctx.now(), ...(await computed(ctx, query)) }));
  return keptView(ctx, ['points', round, unit, level], () => computed(ctx, query));
}

async function computed(ctx: Context, query: PointsQuery): Promise<PointsPage> {
  const round = ctx.directory.round(query.round);
  const isWhatIf = query.changes.length > 0;
  const basis = await pointsBasis(ctx, { round, unit: query.unit, isWhatIf });
  const { estimate, found, frame, told } = basis;
  const targets = await pointsTargets(ctx, round.id);
  const criteria = ctx.directory.criteriaSet(round.criteriaSet);
  const { points } = estimate;
  const asked = { round, unit: query.unit, frame, points, told };
  return {
    estimate,
    criteriaSet: {
      hash: round.criteriaSet,
      ...{ title: criteria.title, status: criteria.status, rule: criteria.rule },
      owners: Object.fromEntries(
        criteria.criteria.flatMap(({ area, owner }) => (owner === undefined ? [] : [[area, owner]]))
      ),
      maxPoints: Object.fromEntries(criteria.criteria.map(({ area, maxPoints }) => [area, maxPoints]))
    },
    byRule: points === null ? [] : rulesOf(ctx, round, found),
    targets,
    against: againstAll(estimate, targets),
    whatIf: isWhatIf ? whatIf(ctx, asked, query.changes) : null,
    work: points === null ? [] : criteria.rule === 'steps' ? null : basis.work(targets, query.level),
    level: query.level,
    mayManage: can(ctx, 'round.manage', ctx.directory.root().id)
  };
}

function rulesOf(ctx: Context, round: RoundEntry, { result }: Found): PointsPage['byRule'] {
  return POINTS_RULES.map((rule) => ({ rule, points: pointsOf(ctx, round, result, rule) }));
}

function againstAll({ areas, points }: EstimateView, targets: PointsTargets): PointsPage['against'] {
  const criteria = areas.flatMap(({ id, points: own }) => {
    const target = targets.criteria[id];
    if (target === undefined || own?.points == null) return [];
    return [[id, againstTarget({ points: own.points, ci: own.ci }, target)] as const];
  });
  const total = points?.total.estimate ?? null;
  return {
    criteria: Object.fromEntries(criteria),
    total:
      total === null || targets.total === null
        ? null
        : againstTarget({ points: total, ci: points?.total.ci ?? null }, targets.total)
  };
}
