import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

const REASON_MAX = 500;
/** An asking that nobody confirmed is over after a week. */
const ASKING_MS = 7 * 86_400_000;

export interface Reopening {
  readonly version: number;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly isConfirmed: boolean;
  /** Asked by who is reading: somebody else confirms. */
  readonly isOwn: boolean;
}

/**
 * Asks to reopen a closed round, with a reason. A second person of another agency confirms; the scorecard of now stays.
 * Throws `round.not_closed`, `round.reason_malformed`, `person.no_agency`.
 */
export async function askReopening(ctx: Context, id: string, reason: string): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  if (ctx.directory.round(id).status !== 'closed') throw problem('round.not_closed');
  const text = reason.normalize('NFC').trim();
  if (text === '' || [...text].length > REASON_MAX) throw problem('round.reason_malformed');
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await agencyOf(inside, ctx.actor.id);
    const version = (await newestVersion(inside, id)) + 1;
    const asked = { reason: text, asked_by: ctx.actor.id, asked_at: ctx.now() };
    await db
      .insertInto('round_reopening')
      .values({ round: id, version, ...asked, confirmed_by: null, confirmed_at: null })
      .onConflict((conflict) =>
        conflict.columns(['round', 'version']).doUpdateSet(asked).where('round_reopening.confirmed_at', 'is', null)
      )
      .execute();
    await audit(inside, 'round.reopen_ask', { id, version, reason: text });
  });
}

/**
 * Confirms and reopens: the round is closing again, until it is closed with the next version. Throws
 * `round.no_reopening`, `round.same_agency`, `person.no_agency`.
 */
export async function confirmReopening(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'round.confirm', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const asking = await openAsking(inside, id);
    if (!asking) throw problem('round.no_reopening');
    const [asker, confirmer] = [await agencyOf(inside, asking.asked_by), await agencyOf(inside, ctx.actor.id)];
    if (asker === confirmer || asking.asked_by === ctx.actor.id) throw problem('round.same_agency');
    const reopened = await db
      .updateTable('round')
      .set({ status: 'closing' })
      .where('id', '=', id)
      .where('status', '=', 'closed')
      .returning('id')
      .executeTakeFirst();
    if (!reopened) throw problem('round.not_closed');
    await db
      .updateTable('round_reopening')
      .set({ confirmed_by: ctx.actor.id, confirmed_at: ctx.now() })
      .where('round', '=', id)
      .where('version', '=', asking.version)
      .execute();
    await audit(inside, 'round.reopen_confirm', { id, version: asking.version, by: asking.asked_by });
  });
  await ctx.directory.reload();
}

/** The account of who is reading, where their agency is not noted: they could neither ask nor confirm. Null otherwise. */
export async function withoutAgency(ctx: Context): Promise<string | null> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const own = await ctx.db
    .selectFrom('person')
    .select('account')
    .where('id', '=', ctx.actor.id)
    .where('agency', 'is', null)
    .executeTakeFirst();
  return own?.account ?? null;
}

/** Why a round was or is to be reopened, newest first. */
export async function reopeningsOf(ctx: Context, id: string): Promise<readonly Reopening[]> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const rows = await ctx.db
    .selectFrom('round_reopening')
    .leftJoin('person', 'person.id', 'round_reopening.asked_by')
    .select(['version', 'reason', 'asked_by', 'asked_at', 'confirmed_at', 'person.name as name'])
    .where('round', '=', id)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ version, reason, asked_by, asked_at, confirmed_at, name }) => {
    const isOwn = asked_by === ctx.actor.id;
    return { version, reason, askedBy: name ?? asked_by, askedAt: asked_at, isConfirmed: confirmed_at !== null, isOwn };
  });
}

function openAsking(ctx: Context, round: string) {
  return ctx.db
    .selectFrom('round_reopening')
    .select(['version', 'asked_by'])
    .where('round', '=', round)
    .where('confirmed_at', 'is', null)
    .where('asked_at', '>', ctx.now() - ASKING_MS)
    .orderBy('version', 'desc')
    .executeTakeFirst();
}

async function newestVersion(ctx: Context, round: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('scorecard')
    .select((e) => e.fn.max('version').as('version'))
    .where('round', '=', round)
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function agencyOf(ctx: Context, person: string): Promise<string> {
  const row = await ctx.db.selectFrom('person').select('agency').where('id', '=', person).executeTakeFirst();
  if (!row?.agency) throw problem('person.no_agency');
  return row.agency;
}
