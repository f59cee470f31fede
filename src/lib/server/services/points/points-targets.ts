import { targetsFit, type PointsTargets } from '../../../domain/par/points-target.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

/** The criterion under which the target of the whole is kept. */
const WHOLE = '';

/** The targets of a round, which are the province's. The caller has checked the permission. */
export async function pointsTargets(ctx: Context, round: string): Promise<PointsTargets> {
  const rows = await ctx.db
    .selectFrom('points_target')
    .select(['criterion', 'points'])
    .where('round', '=', round)
    .execute();
  const own = rows.filter(({ criterion }) => criterion !== WHOLE);
  return {
    criteria: Object.fromEntries(own.map(({ criterion, points }) => [criterion, points])),
    total: rows.find(({ criterion }) => criterion === WHOLE)?.points ?? null
  };
}

/** Sets the targets of a round in place of those it had. Throws `points.target_malformed`. */
export async function setPointsTargets(ctx: Context, id: string, targets: PointsTargets): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const round = ctx.directory.round(id);
  if (!targetsFit(targets, ctx.directory.criteriaSet(round.criteriaSet))) throw problem('points.target_malformed');
  const entries = Object.entries(targets.criteria);
  const all = targets.total === null ? entries : [...entries, [WHOLE, targets.total] as const];
  await ctx.gate.run(async (db) => {
    const before = await pointsTargets({ ...ctx, db }, id);
    await db.deleteFrom('points_target').where('round', '=', id).execute();
    for (const [criterion, points] of all) {
      await db.insertInto('points_target').values({ round: id, criterion, points }).execute();
    }
    await audit({ ...ctx, db }, 'points.target', { round: id, before: wordsOf(before), after: wordsOf(targets) });
  });
}

/** Targets as one line for the audit. */
function wordsOf({ criteria, total }: PointsTargets): string {
  const own = Object.entries(criteria).map(([criterion, points]) => `${criterion} ${points}`);
  return [...own, ...(total === null ? [] : [`Σ ${total}`])].join(', ') || '–';
}
