import { floorFor } from '../../../domain/access/policy.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { OverviewView, UnitProgress } from '../estimate/estimate-view.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { isWhole } from '../rounds/round-reading.ts';
import type { AttentionView, Matter, Named, RoundCheck } from './attention-view.ts';
import { lastCheck } from './kept-checks.ts';
import { workOf } from './work.ts';

/**
 * What stands out in a round, and what is to be done today, under a unit: beside the Overview that was computed for the
 * same reader, from which it takes the units' progress.
 */
export async function attention(ctx: Context, unit: string, overview: OverviewView): Promise<AttentionView> {
  requireCan(ctx, 'overview.read', unit);
  const round = ctx.directory.round(overview.estimate.round.id);
  const check = await lastCheck(ctx, round, scopeOf(ctx, unit));
  const day = round.opensOn;
  const isUnder = (id: string) => ctx.directory.path(id, day).includes(unit);
  const mayAnalyse = can(ctx, 'analysis.read', ctx.directory.root().id);
  const units = overview.units.length > 0 ? overview.units : await ownProgress(ctx, round, overview);
  return {
    checkedAt: check.at,
    notable: notable(check, isUnder),
    work: await workOf(ctx, { unit, round, units }),
    unsure: check.unsure.filter(isUnder),
    previous: overview.previousRound && { name: overview.previousRound.name },
    isSelfSelected: round.design.kind === 'self-selected',
    mayAnalyse
  };
}

/** Whoever sees the whole province without batches has one check of it for all its units; others their own unit's. */
function scopeOf(ctx: Context, unit: string): string {
  const root = ctx.directory.root().id;
  const { closedBatches } = floorFor(ctx.actor.grants, ctx.directory.path(root, localDay(ctx.now())));
  return closedBatches ? unit : root;
}

/** Signals for review, falls, rises. */
function notable(check: RoundCheck, isUnder: (id: string) => boolean): readonly Matter[] {
  const own = <T extends { readonly unit: Named }>(found: readonly T[]) => found.filter(({ unit }) => isUnder(unit.id));
  return [
    ...own(check.signals).map((signal) => ({ kind: 'stuffed' as const, ...signal })),
    ...own(check.falls).map((fall) => ({ kind: 'fall' as const, ...fall })),
    ...own(check.rises).map((rise) => ({ kind: 'rise' as const, ...rise }))
  ];
}

/** A unit without units under it is the one whose sample is looked at. */
async function ownProgress(
  ctx: Context,
  round: RoundEntry,
  { estimate }: OverviewView
): Promise<readonly UnitProgress[]> {
  const row = await ctx.db
    .selectFrom('round_unit')
    .select('target')
    .where('round', '=', round.id)
    .where('unit', '=', estimate.unit.id)
    .executeTakeFirst();
  if (!row) return [];
  const { unit, suppressed, counts, conclusive } = estimate;
  if (!isWhole(estimate.filter)) return [];
  const progress = { n: counts?.n ?? null, population: counts?.population ?? null, share: null, ci: null };
  return [{ unit, target: row.target, ...progress, conclusive, suppressed }];
}
