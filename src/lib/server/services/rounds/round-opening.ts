import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { requireDraft } from './round-drafts.ts';

/** What keeps a draft from opening, and what one should know before; each by the words `rounds:check.<code>`. */
export interface OpeningCheck {
  readonly code: 'unit_in_open_round' | 'closes_in_past' | 'units_without_links' | 'units_without_target' | 'early';
  readonly isBlocking: boolean;
  /** The units it is about, or none. */
  readonly units: readonly string[];
}

/** What stands against opening a draft today. */
export async function openingChecks(ctx: Context, id: string): Promise<readonly OpeningCheck[]> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  return checksOf(ctx, requireDraft(ctx, id));
}

async function checksOf(ctx: Context, draft: RoundEntry): Promise<readonly OpeningCheck[]> {
  const today = localDay(ctx.now());
  const members = [...draft.units];
  const isActive = (unit: string) => ctx.directory.linksOf(unit).some((link) => !link.revoked);
  const targets = await ctx.db
    .selectFrom('round_unit')
    .select(['unit', 'target'])
    .where('round', '=', draft.id)
    .execute();
  const found: readonly OpeningCheck[] = [
    { code: 'unit_in_open_round', isBlocking: true, units: members.filter((unit) => ctx.directory.openRound(unit)) },
    { code: 'units_without_links', isBlocking: false, units: members.filter((unit) => !isActive(unit)) },
    {
      code: 'units_without_target',
      isBlocking: false,
      units: targets.filter(({ target }) => target === null).map(({ unit }) => unit)
    }
  ];
  return [
    ...(today > draft.closesOn ? [{ code: 'closes_in_past', isBlocking: true, units: [] } as const] : []),
    ...(today < draft.opensOn ? [{ code: 'early', isBlocking: false, units: [] } as const] : []),
    ...found.filter(({ units }) => units.length > 0)
  ];
}

/**
 * Opens a draft: its documents, design, units and publication date are fixed from now on. `revision` is the one that was
 * shown. Throws `round.edited`, `round.not_ready`.
 */
export async function openDraft(ctx: Context, id: string, revision: number): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const draft = requireDraft(ctx, id);
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    // Two drafts with the same unit could open at once: the members of open rounds are asked in this transaction.
    const taken = await db
      .selectFrom('round_unit')
      .innerJoin('round', 'round.id', 'round_unit.round')
      .select('round_unit.unit')
      .where('round.status', '=', 'open')
      .execute();
    const isTaken = taken.some(({ unit }) => draft.units.has(unit));
    if (isTaken || (await checksOf(inside, draft)).some(({ isBlocking }) => isBlocking))
      throw problem('round.not_ready');
    const opened = await db
      .updateTable('round')
      .set({ status: 'open' })
      .where('id', '=', id)
      .where('status', '=', 'draft')
      .where('revision', '=', revision)
      .returning('id')
      .executeTakeFirst();
    if (!opened) throw problem('round.edited');
    await audit(inside, 'round.open', { id, name: draft.name, units: draft.units.size });
  });
  await ctx.directory.reload();
}
