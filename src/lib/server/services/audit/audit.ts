import { createHash } from 'node:crypto';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';

const GENESIS = '0'.repeat(64);
const HEAD = 1;
const PAGE = 500;

/** Who acts, when, in which transaction. */
type Acting = Pick<Context, 'db' | 'now'> & { readonly actor: Pick<Context['actor'], 'id'> };

/**
 * Writes an administrative act, in the same transaction as the act, chained by hash to the one before. Last in its
 * transaction: writers queue at the head of the chain, on PostgreSQL too, until the one before has committed.
 */
export async function audit(ctx: Acting, act: AuditAct, details: Readonly<Record<string, unknown>>): Promise<void> {
  const head = await ctx.db
    .updateTable('audit_head')
    .set((e) => ({ entries: e('entries', '+', 1) }))
    .where('id', '=', HEAD)
    .returning(['entries', 'hash'])
    .executeTakeFirstOrThrow();
  const entry = {
    position: head.entries,
    at: ctx.now(),
    actor: ctx.actor.id,
    act,
    details: canonicalJson(details),
    previous_hash: head.hash
  };
  const hash = hashOf(entry);
  await ctx.db
    .insertInto('audit_event')
    .values({ ...entry, hash })
    .execute();
  await ctx.db.updateTable('audit_head').set({ hash }).where('id', '=', HEAD).execute();
}

function hashOf(entry: Readonly<Record<string, string | number>>): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}

/** How many entries the chain has and the hash of its last one: who knows both knows whether the tail is whole. */
export interface AuditHead {
  readonly entries: number;
  readonly hash: string;
}

export function auditHead(db: Db): Promise<AuditHead> {
  return db.selectFrom('audit_head').select(['entries', 'hash']).where('id', '=', HEAD).executeTakeFirstOrThrow();
}

/**
 * Position of the first entry that is changed, missing or out of order; one after the last entry where the tail is cut,
 * by the head of the chain or by `seen`, a head that was kept elsewhere. Null when all hold.
 */
export async function firstBadAuditEntry(db: Db, seen: readonly AuditHead[] = []): Promise<number | null> {
  const heads = [...seen, await auditHead(db)];
  const known = Map.groupBy(heads, ({ entries }) => entries);
  let previous = GENESIS;
  let position = 0;
  for (;;) {
    const entries = await db
      .selectFrom('audit_event')
      .selectAll()
      .where('position', '>', position)
      .orderBy('position')
      .limit(PAGE)
      .execute();
    if (entries.length === 0) break;
    for (const { hash, ...entry } of entries) {
      if (entry.position !== position + 1) return position + 1;
      const isSound = entry.previous_hash === previous && hashOf(entry) === hash;
      const isKnown = (known.get(entry.position) ?? []).every((head) => head.hash === hash);
      if (!isSound || !isKnown) return entry.position;
      previous = hash;
      position = entry.position;
    }
  }
  return heads.some(({ entries }) => entries > position) ? position + 1 : null;
}
