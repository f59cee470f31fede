import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS, localDay } from '../../../domain/shared/time.ts';
import { programActor, requireCan } from '../../auth/can.ts';
import { copyDatabase } from '../../backup/copy.ts';
import { sealBackup } from '../../backup/seal.ts';
import type { Context } from '../../context.ts';
import { requireHeadroom } from '../../health/headroom.ts';
import { measureStore } from '../../health/store.ts';
import { audit } from '../audit/audit.ts';
import { latestJobOfKind, startJob, type JobView } from '../jobs/jobs.ts';

export interface BackupView {
  readonly name: string;
  readonly madeAt: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly responses: number;
  /** When it was last restored in a drill, and found whole. */
  readonly drilledAt: number | null;
}

/** Starts the job that makes a backup; gives its id. Throws `backup.no_recipients` where nobody could open it. */
export async function startBackup(ctx: Context): Promise<string> {
  requireCan(ctx, 'store.backup', ctx.directory.root().id);
  requireRecipients(ctx);
  const day = localDay(ctx.now());
  return startJob(ctx, { kind: 'backup', subject: day, input: { day } });
}

/** Starts today's backup if none was started today: asked every few minutes, after the hour at which nobody works. */
export async function startDailyBackup(server: Context): Promise<void> {
  const { config, directory } = server;
  const isDue = config.backup.recipients.length > 0 && hourOf(server.now()) >= NIGHT_HOUR;
  if (!isDue || directory.units().length === 0) return;
  const ctx = { ...server, actor: programActor(directory.root().id) };
  const day = localDay(ctx.now());
  const known = await ctx.db
    .selectFrom('job')
    .select('id')
    .where('kind', '=', 'backup')
    .where('subject', '=', day)
    .limit(1)
    .executeTakeFirst();
  if (!known) await startJob(ctx, { kind: 'backup', subject: day, input: { day } });
}

const NIGHT_HOUR = 1;
const VIETNAM_OFFSET_MS = 7 * 3_600_000;
const hourOf = (instantMs: number) => new Date(instantMs + VIETNAM_OFFSET_MS).getUTCHours();

const made = v.object({
  name: v.string(),
  madeAt: v.number(),
  bytes: v.number(),
  sha256: v.string(),
  responses: v.number()
});

/** What that job does: a checked copy, sealed for the recipients, into the backup folder; what was made, as JSON. */
export async function makeBackup(ctx: Context, report: (done: number, total: number | null) => void): Promise<string> {
  requireCan(ctx, 'store.backup', ctx.directory.root().id);
  const { dir, recipients } = requireRecipients(ctx);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const bytes = await copyBytes(ctx);
  await requireHeadroom(ctx.config, bytes);
  await requireHeadroom(ctx.config, 2 * bytes, dir); // often the same disk
  // Not in the backup folder, which is copied to other machines: what is not sealed yet stays with the data.
  const work = mkdtempSync(path.join(ctx.config.dataDir, WORK));
  try {
    const madeAt = ctx.now();
    report(0, 2);
    const copy = await copyDatabase(ctx.config, work, (rows) => report(rows, null));
    report(1, 2);
    const name = fileName(madeAt);
    const manifest = { ...copy.manifest, madeAt, installationKey: ctx.secret.toString('hex') };
    const sealed = await sealBackup({ database: copy.file, manifest, recipients }, path.join(dir, name));
    report(2, 2);
    const result: v.InferOutput<typeof made> = { name, madeAt, ...sealed, responses: manifest.rows['response'] ?? 0 };
    return JSON.stringify(result);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** To the millisecond: two of one second (the job's, and one by hand) must not be one file. */
function fileName(madeAt: number): string {
  const local = new Date(madeAt + VIETNAM_OFFSET_MS).toISOString().slice(0, 23);
  return `hailong-${local.replace(/[-:.]/g, '')}.age`;
}

/** Bytes that the copy has at most, and the same sealed. */
async function copyBytes({ db, config, now }: Context): Promise<number> {
  const nothingBeside = { nowMs: now(), writesWaiting: null, oldestArrivalAt: null };
  return (await measureStore(db, config, nothingBeside)).bytes;
}

/** Lists a backup, removes those past their time from list and folder; inside the caller's transaction. */
export async function keepBackup(ctx: Context, result: string): Promise<void> {
  const { madeAt: made_at, ...rest } = v.parse(made, JSON.parse(result));
  await ctx.db
    .insertInto('backup')
    .values({ ...rest, made_at, drilled_at: null })
    .execute();
  await audit(ctx, 'backup.make', { name: rest.name, sha256: rest.sha256 });
  const all = await ctx.db.selectFrom('backup').select(['name', 'made_at']).execute();
  const gone = expired(
    all.map((row) => ({ name: row.name, madeAt: row.made_at })),
    ctx.now()
  );
  for (const name of gone) {
    await ctx.db.deleteFrom('backup').where('name', '=', name).execute();
    rmSync(path.join(ctx.config.backup.dir, path.basename(name)), { force: true }); // a restored row may name anything
  }
  removeLeftovers(ctx.config);
}

/** Begins the name of the folder in the data folder where a copy is made. */
const WORK = '.backup-';

const DAILY_MS = 8 * DAY_MS;
const LAST_MS = 35 * DAY_MS;

/**
 * The names that are past their time: all of eight days are kept, then the first of each week, and none for longer than
 * 35 days: what is deleted from the database must be gone from its backups too (RELIABILITY §5.5).
 */
export function expired(
  backups: readonly { readonly name: string; readonly madeAt: number }[],
  now: number
): readonly string[] {
  const weeks = new Set<number>();
  const oldestFirst = [...backups].sort((a, b) => a.madeAt - b.madeAt);
  return oldestFirst.flatMap(({ name, madeAt }) => {
    const week = Math.floor((madeAt + VIETNAM_OFFSET_MS) / (7 * DAY_MS));
    const isFirst = !weeks.has(week);
    weeks.add(week);
    const age = now - madeAt;
    return age > LAST_MS || (age > DAILY_MS && !isFirst) ? [name] : [];
  });
}

/** What backups have left that were interrupted; earlier versions worked in the backup folder. */
function removeLeftovers({ dataDir, backup }: Context['config']): void {
  const remove = (dir: string, isLeft: (name: string) => boolean) => {
    for (const name of readdirSync(dir).filter(isLeft)) rmSync(path.join(dir, name), { recursive: true, force: true });
  };
  remove(dataDir, (name) => name.startsWith(WORK));
  remove(backup.dir, (name) => name.startsWith('.work-') || name.endsWith('.unfinished'));
}

/** The backups that are kept, newest first. */
export async function listBackups(ctx: Context): Promise<readonly BackupView[]> {
  requireCan(ctx, 'store.health', ctx.directory.root().id);
  const rows = await ctx.db.selectFrom('backup').selectAll().orderBy('made_at', 'desc').execute();
  return rows.map(({ made_at: madeAt, drilled_at: drilledAt, ...rest }) => ({ ...rest, madeAt, drilledAt }));
}

/** The backup job that was started last; null when there was none. */
export async function latestBackupJob(ctx: Context): Promise<JobView | null> {
  requireCan(ctx, 'store.health', ctx.directory.root().id);
  return latestJobOfKind(ctx, 'backup');
}

/** Notes that a backup was restored in a drill. One that is not listed here was brought from elsewhere: nothing is noted. */
export async function noteDrill(ctx: Context, sha256: string): Promise<void> {
  requireCan(ctx, 'store.backup', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    await db.updateTable('backup').set({ drilled_at: ctx.now() }).where('sha256', '=', sha256).execute();
    await audit({ ...ctx, db }, 'backup.drill', { sha256 });
  });
}

function requireRecipients({ config }: Context): Context['config']['backup'] {
  if (config.backup.recipients.length === 0) throw problem('backup.no_recipients');
  return config.backup;
}
