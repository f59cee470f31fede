import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { auditHead, firstBadAuditEntry, type AuditHead } from './audit.ts';

const FILE = 'audit-heads.json';
const DAYS_MAX = 2_000;

const heads = v.array(v.object({ day: v.string(), entries: v.number(), hash: v.string() }));

/**
 * Heads of the audit chain beside the database, the last of each day: whoever rewrites the database alone, its chain
 * and its head included, does not match them. Who may write this folder too can change both; against that only a head
 * that was printed or sent elsewhere helps (`hailong verify` prints it).
 */
export async function writeAuditHead(ctx: Context): Promise<void> {
  const head = await auditHead(ctx.db);
  const known = readHeads(ctx);
  const last = known.at(-1);
  // Never over a longer chain: what was seen must stay to be missed.
  if (last && (last.entries > head.entries || last.hash === head.hash)) return;
  const day = localDay(ctx.now());
  const kept = last?.day === day ? known.slice(0, -1) : known;
  const file = path.join(ctx.config.dataDir, FILE);
  writeFileSync(`${file}.new`, JSON.stringify([...kept, { day, ...head }].slice(-DAYS_MAX), null, 1), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The heads that were kept beside the database, oldest first; none where there is no file yet. */
export function readHeads({ config }: Pick<Context, 'config'>): v.InferOutput<typeof heads> {
  const file = path.join(config.dataDir, FILE);
  return existsSync(file) ? v.parse(heads, JSON.parse(readFileSync(file, 'utf8'))) : [];
}

export interface AuditReport {
  readonly head: AuditHead;
  readonly firstBad: number | null;
  /** What lay beside the database to compare with: how many days, and the first of them. */
  readonly kept: { readonly days: number; readonly from: string };
}

/** Checks the chain against its head, against the heads beside the database, and against those the caller knows. */
export async function verifyAudit(ctx: Context, known: readonly AuditHead[] = []): Promise<AuditReport> {
  const kept = readHeads(ctx);
  const firstBad = await firstBadAuditEntry(ctx.db, [...kept, ...known]);
  return { head: await auditHead(ctx.db), firstBad, kept: { days: kept.length, from: kept[0]?.day ?? '' } };
}
