import { allowsSomewhere } from '../../../domain/access/policy.ts';
import { isPrintedText } from '../../../domain/document/plain-text.ts';
import { outageFault, parseOutageKind } from '../../../domain/outage/outage.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

/** An outage as typed. */
export interface NewOutage {
  readonly unit: string;
  readonly from: string;
  /** Empty where it was one day. */
  readonly to: string;
  readonly kind: string;
  readonly note: string;
}

export const OUTAGE_TEXT_MAX = 200;

/**
 * Notes days on which something failed in a unit of today and all units under it; gives its id, or that of the same one
 * where a form is sent twice. Throws `outage.*` for what is no outage, `unit.not_found`, `access.denied`.
 */
export async function addOutage(ctx: Context, sent: NewOutage): Promise<string> {
  // First of all, so that whoever may write none anywhere learns of no unit by the kind of the refusal.
  if (!allowsSomewhere(ctx.actor.grants, 'outage.manage')) throw problem('access.denied');
  requireCan(ctx, 'outage.manage', sent.unit);
  if (ctx.directory.unit(sent.unit).to !== null) throw problem('unit.not_found');
  const span = { from: sent.from, to: sent.to === '' ? sent.from : sent.to };
  const fault = outageFault(span, localDay(ctx.now()));
  if (fault) throw problem(`outage.${fault}`);
  const kind = parseOutageKind(sent.kind);
  if (!kind) throw problem('outage.kind_unknown');
  const note = textOf(sent.note);
  const id = ctx.newId();
  const days = { from_on: span.from, to_on: span.to };
  return ctx.gate.run(async (db) => {
    const same = await db
      .selectFrom('outage')
      .select('id')
      .where((e) => e.and({ unit: sent.unit, ...days, kind, note }))
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (same) return same.id;
    const written = { actor: ctx.actor.id, written_at: ctx.now() };
    const standing = { revoked_at: null, revoked_by: null, revoked_reason: null };
    await db
      .insertInto('outage')
      .values({ id, unit: sent.unit, ...days, kind, note, ...written, ...standing })
      .execute();
    await audit({ ...ctx, db }, 'outage.add', { id, unit: sent.unit, ...span, kind, note });
    return id;
  });
}

/**
 * Sets an outage aside that was noted by mistake: it marks nothing more, and stays in the list with the reason. Throws
 * `outage.not_found`, `outage.revoked`, `outage.reason`, `outage.text`, `access.denied`.
 */
export async function revokeOutage(ctx: Context, id: string, why: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('outage')
    .select(['unit', 'from_on as from', 'to_on as to'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('outage.not_found');
  requireCan(ctx, 'outage.manage', row.unit);
  const reason = textOf(why);
  if (reason === '') throw problem('outage.reason');
  await ctx.gate.run(async (db) => {
    const revoked = await db
      .updateTable('outage')
      .set({ revoked_at: ctx.now(), revoked_by: ctx.actor.id, revoked_reason: reason })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!revoked) throw problem('outage.revoked');
    await audit({ ...ctx, db }, 'outage.revoke', { id, ...row, reason });
  });
}

function textOf(typed: string): string {
  const words = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (!isPrintedText(words) || [...words].length > OUTAGE_TEXT_MAX) throw problem('outage.text');
  return words;
}
