import { parseRoundDesign, type RoundDesign } from '../../../domain/sampling/round-design.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { requireCampaign } from './round-drafts.ts';

export interface NewRound {
  readonly id: string;
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  /** When its results are promised; null or absent: not dated. */
  readonly publishOn?: string | null;
  readonly questionnaire: string;
  readonly criteriaSet: string;
  readonly design: RoundDesign;
  readonly previousRound: string | null;
  /** The units that take part, with their sample targets. */
  readonly units: readonly { readonly id: string; readonly target: number | null }[];
}

/**
 * Opens a round at once, for commands and demonstrations; people prepare a draft (round-drafts.ts). Its documents, design and units are fixed
 * from now on.
 */
export async function openRound(ctx: Context, round: NewRound): Promise<void> {
  const root = ctx.directory.root();
  requireCan(ctx, 'round.manage', root.id);
  const design = JSON.stringify(parseRoundDesign(round.design));
  await ctx.gate.run(async (db) => {
    await requireCampaign({ ...ctx, db });
    const {
      id,
      name,
      opensOn: opens_on,
      closesOn: closes_on,
      questionnaire,
      criteriaSet: criteria_set,
      previousRound: previous_round
    } = round;
    const row = {
      id,
      campaign: root.id,
      name,
      opens_on,
      closes_on,
      status: 'open',
      questionnaire,
      criteria_set,
      design,
      previous_round,
      publish_on: round.publishOn ?? null
    };
    await db.insertInto('round').values(row).execute();
    for (const { id: unit, target } of round.units) {
      const path = ctx.directory.path(unit, opens_on).join('/');
      await db.insertInto('round_unit').values({ round: id, unit, path, target }).execute();
    }
    await audit({ ...ctx, db }, 'round.open', { id, name, units: round.units.length });
  });
  await ctx.directory.reload();
}

export interface SettledTransactions {
  readonly unit: string;
  readonly respondentType: string;
  readonly filingMode: string;
  readonly settled: number;
}

/** Sets the settled transactions N_h of a round, provisional or final. */
export async function setTransactions(
  ctx: Context,
  of: { round: string; provisional: boolean; rows: readonly SettledTransactions[] }
): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const provisional = of.provisional ? 1 : 0;
  await ctx.gate.run(async (db) => {
    for (const { unit, respondentType: respondent_type, filingMode: filing_mode, settled } of of.rows) {
      await db
        .insertInto('transactions')
        .values({ round: of.round, unit, respondent_type, filing_mode, provisional, settled })
        .onConflict((conflict) =>
          conflict.columns(['round', 'unit', 'respondent_type', 'filing_mode', 'provisional']).doUpdateSet({ settled })
        )
        .execute();
    }
    await audit({ ...ctx, db }, 'transactions.set', { round: of.round, provisional, rows: of.rows.length });
  });
}
