import { isPrintedText } from '../../../domain/document/plain-text.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { publicationDayOf } from './public-results.ts';
import { readPublication } from './publications.ts';

/** What a unit says beside its figure, printed with it. */
export interface UnitReply {
  readonly unit: string;
  readonly text: string;
  readonly writtenAt: number;
}

export const REPLY_MAX = 500;

/**
 * Keeps what a unit says of its figures in a version, until the day before they are public; an empty text takes it
 * back. It delays nothing (USERS b2). Throws `results.not_found`, `results.no_unit`, `results.public`, `results.reply`.
 */
export async function replyToResults(
  ctx: Context,
  { round, version, unit, text }: { round: string; version: number; unit: string; text: string }
): Promise<void> {
  requireCan(ctx, 'publication.reply', unit);
  const publication = await readPublication(ctx, round, version);
  if (!publication) throw problem('results.not_found');
  if (!publication.document.units.some(({ id }) => id === unit)) throw problem('results.no_unit');
  if (publicationDayOf(ctx, publication) <= localDay(ctx.now())) throw problem('results.public');
  const words = text.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if (!isPrintedText(words) || [...words].length > REPLY_MAX) throw problem('results.reply', { max: REPLY_MAX });
  const key = { round, version, unit };
  await ctx.gate.run(async (db) => {
    await db
      .deleteFrom('results_reply')
      .where('round', '=', round)
      .where('version', '=', version)
      .where('unit', '=', unit)
      .execute();
    const row = { ...key, text: words, actor: ctx.actor.id, written_at: ctx.now() };
    if (words !== '') await db.insertInto('results_reply').values(row).execute();
    await audit({ ...ctx, db }, 'publication.reply', { ...key, length: [...words].length });
  });
}

/** What units say beside a version; the caller has seen to it that the reader may see that version. */
export async function repliesTo(ctx: Context, round: string, version: number): Promise<readonly UnitReply[]> {
  const rows = await ctx.db
    .selectFrom('results_reply')
    .select(['unit', 'text', 'written_at'])
    .where('round', '=', round)
    .where('version', '=', version)
    .orderBy('unit')
    .execute();
  return rows.map(({ written_at: writtenAt, ...row }) => ({ ...row, writtenAt }));
}
