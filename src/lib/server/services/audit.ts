import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/shared/canonical.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/connect.ts';

const GENESIS = '0'.repeat(64);

/** Writes an administrative act, in the same transaction as the act, chained by hash to the one before. */
export async function audit(ctx: Context, act: string, details: Readonly<Record<string, unknown>>): Promise<void> {
  const last = await ctx.db
    .selectFrom('audit_event')
    .select(['position', 'hash'])
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  const entry = {
    position: (last?.position ?? 0) + 1,
    at: ctx.now(),
    actor: ctx.actor.id,
    act,
    details: canonicalJson(details),
    previous_hash: last?.hash ?? GENESIS
  };
  await ctx.db
    .insertInto('audit_event')
    .values({ ...entry, hash: hashOf(entry) })
    .execute();
}

function hashOf(entry: Readonly<Record<string, string | number>>): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}

/** Position of the first entry whose hash or link is wrong; null when the chain holds. */
export async function firstBadAuditEntry(db: Db): Promise<number | null> {
  let previous = GENESIS;
  let position = 0;
  for (;;) {
    const entries = await db
      .selectFrom('audit_event')
      .selectAll()
      .where('position', '>', position)
      .orderBy('position')
      .limit(500)
      .execute();
    if (entries.length === 0) return null;
    for (const { hash, ...entry } of entries) {
      const sound = entry.position === position + 1 && entry.previous_hash === previous && hashOf(entry) === hash;
      if (!sound) return entry.position;
      previous = hash;
      position = entry.position;
    }
  }
}
