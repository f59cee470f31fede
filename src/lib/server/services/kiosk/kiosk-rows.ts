import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { alarmsOf, type KioskReport } from '../../../domain/kiosk/fleet.ts';
import { COMMANDS, type KioskCommand } from '../../../domain/kiosk/protocol.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import type { Schema } from '../../db/schema.ts';
import type { Selectable } from 'kysely';

/** How many kiosks are in use, and what of them somebody has to see to. */
export interface KioskCounts {
  readonly inUse: number;
  /** Answers that they said to hold. */
  readonly unsent: number;
  /** Hold answers for more than 48 hours, or nearly as many as they can. */
  readonly urgent: number;
  readonly silent: number;
}

/** Counts kiosks by what they last said; reads their rows, of which there are as many as tablets. */
export async function kioskCounts(db: Db, nowMs: number): Promise<KioskCounts> {
  const rows = await db.selectFrom('kiosk').select(['seen_at', 'state']).where('status', '=', 'active').execute();
  const kiosks = rows.map(({ seen_at: seenAt, state }) => ({ seenAt, report: parseReport(state), findings: [] }));
  const alarms = kiosks.map((kiosk) => alarmsOf(kiosk, nowMs));
  return {
    inUse: rows.length,
    unsent: kiosks.reduce((sum, { report }) => sum + (report?.unsent ?? 0), 0),
    urgent: alarms.filter((list) => list.includes('unsent') || list.includes('full')).length,
    silent: alarms.filter((list) => list.includes('silent')).length
  };
}

export type Kiosk = Selectable<Schema['kiosk']>;

/** Throws `kiosk.not_found`. */
export async function kioskRow(ctx: Context, id: string): Promise<Kiosk> {
  const row = await ctx.db.selectFrom('kiosk').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('kiosk.not_found');
  return row;
}

/** Changes with the name, the PIN and the place of a kiosk: what a form shows is carried back by it. */
export function kioskMark({ name, counter, pin_salt }: Pick<Kiosk, 'name' | 'counter' | 'pin_salt'>): string {
  return createHash('sha256')
    .update(JSON.stringify([name, counter, pin_salt]))
    .digest('hex')
    .slice(0, 32);
}

const command = v.object({ id: v.string(), kind: v.picklist(COMMANDS), text: v.string() });

/** What stands in the column `command`; null where nothing is to be done. */
export function parseCommand(text: string | null): KioskCommand | null {
  const parsed = text === null ? null : v.safeParse(command, JSON.parse(text));
  return parsed?.success ? parsed.output : null;
}

const report = v.object({
  uptimeS: v.number(),
  unsent: v.number(),
  oldestUnsentS: v.nullable(v.number()),
  parked: v.number(),
  version: v.string(),
  package: v.nullable(v.string()),
  persisted: v.nullable(v.boolean()),
  storageUsed: v.nullable(v.number()),
  storageQuota: v.nullable(v.number()),
  battery: v.nullable(v.number()),
  charging: v.nullable(v.boolean()),
  commandDone: v.nullable(v.string()),
  clockBehindMs: v.number()
});

/** What stands in the column `state`; null before the first contact. */
export function parseReport(text: string | null): KioskReport | null {
  const parsed = text === null ? null : v.safeParse(report, JSON.parse(text));
  return parsed?.success ? parsed.output : null;
}
