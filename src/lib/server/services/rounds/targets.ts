import {
  invitationStep,
  plannedMargins,
  targetFor,
  type PlannedMargins,
  type TargetPlan
} from '../../../domain/sampling/target.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { familyBooklets } from '../../../domain/questionnaire/booklets.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { RoundEntry } from '../organisation/directory.ts';

export interface UnitTarget {
  readonly unit: string;
  readonly title: string;
  /** Settled transactions: the final figure, else the provisional one, else that of the round before. */
  readonly population: number | null;
  readonly source: 'final' | 'provisional' | 'previous' | null;
  readonly target: number | null;
  /** Invite every k-th; null without a target. */
  readonly step: number | null;
  readonly margins: PlannedMargins | null;
}

/** Every unit of a round with its transactions, its target and what that target gives. */
export async function targetsOf(ctx: Context, id: string, responseRate = 0.3): Promise<readonly UnitTarget[]> {
  requireCan(ctx, 'round.read', ctx.directory.root().id);
  const round = ctx.directory.round(id);
  const populations = await populationsOf(ctx, round);
  const booklets = bookletsOf(ctx, round);
  const { confidence } = round.design;
  const rows = await ctx.db.selectFrom('round_unit').select(['unit', 'target']).where('round', '=', id).execute();
  return rows
    .map(({ unit, target }): UnitTarget => {
      const known = populations.get(unit) ?? null;
      const population = known?.population ?? null;
      const title = unitTitle(ctx.directory.unitOn(unit, round.opensOn));
      const source = known?.source ?? null;
      if (population === null || target === null)
        return { unit, title, population, source, target, step: null, margins: null };
      const margins = plannedMargins({ n: target, population, booklets, confidence });
      return {
        unit,
        title,
        population,
        source,
        target,
        margins,
        step: invitationStep({ population, target, responseRate })
      };
    })
    .sort((a, b) => a.title.localeCompare(b.title, 'vi'));
}

/** Sets the target of every unit whose transactions are known; gives how many. Throws `round.closed`. */
export async function setTargets(ctx: Context, id: string, plan: TargetPlan): Promise<number> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const round = ctx.directory.round(id);
  if (round.status === 'closing' || round.status === 'closed') throw problem('round.closed');
  const isSound = plan.margin > 0 && plan.margin < 1 && plan.responseRate > 0 && plan.responseRate <= 1;
  if (!isSound) throw problem('target.malformed');
  const populations = await populationsOf(ctx, round);
  await ctx.gate.run(async (db) => {
    for (const [unit, { population }] of populations) {
      const target = targetFor(population, plan);
      await db.updateTable('round_unit').set({ target }).where('round', '=', id).where('unit', '=', unit).execute();
    }
    await audit({ ...ctx, db }, 'target.set', { round: id, method: plan.method, units: populations.size });
  });
  await ctx.directory.reload();
  return populations.size;
}

type Known = { readonly population: number; readonly source: 'final' | 'provisional' | 'previous' };

/** ΣN of each unit by the best that is known of it. */
async function populationsOf(ctx: Context, round: RoundEntry): Promise<ReadonlyMap<string, Known>> {
  const rounds = [round.id, ...(round.previousRound === null ? [] : [round.previousRound])];
  const rows = await ctx.db
    .selectFrom('transactions')
    .select((e) => ['round', 'unit', 'provisional', e.fn.sum<number>('settled').as('settled')])
    .where('round', 'in', rounds)
    .groupBy(['round', 'unit', 'provisional'])
    .execute();
  const known = new Map<string, Known>();
  const rank = { final: 0, provisional: 1, previous: 2 } as const;
  for (const row of rows) {
    if (!round.units.has(row.unit)) continue;
    const source = row.round !== round.id ? 'previous' : row.provisional === 1 ? 'provisional' : 'final';
    const before = known.get(row.unit);
    if (!before || rank[source] < rank[before.source]) known.set(row.unit, { population: row.settled, source });
  }
  return known;
}

/** Among how many booklets the answers of a family are spread: 1 for a full form. */
function bookletsOf(ctx: Context, round: RoundEntry): number {
  if (round.design.form === 'full') return 1;
  const document = ctx.directory.questionnaire(round.questionnaire);
  return Math.max(1, ...Object.keys(document.booklets).map((family) => familyBooklets(document, family).length));
}
