import type { Check } from '../../../domain/health/check.ts';
import { healthOf } from '../../../domain/health/health.ts';
import type { Measurements } from '../../../domain/health/measurements.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { measureMachine } from '../../health/machine.ts';
import { measureStore } from '../../health/store.ts';
import { latestBackupJob, listBackups, type BackupView } from './backups.ts';
import type { JobView } from '../jobs/jobs.ts';

export interface HealthView {
  readonly checks: readonly Check[];
  readonly measuredAt: number;
  readonly backups: readonly BackupView[];
  readonly backupDir: string;
  /** The backup job that was started last. */
  readonly job: JobView | null;
  readonly mayBackup: boolean;
  readonly hasRecipients: boolean;
}

/** The health of this installation, for the whole province's administrators and auditors. */
export async function healthView(ctx: Context): Promise<HealthView> {
  const root = ctx.directory.root().id;
  requireCan(ctx, 'store.health', root);
  const measuredAt = ctx.now();
  const machine = await measureMachine(ctx.config, measuredAt, null);
  return {
    checks: healthOf({ machine, store: await storeOf(ctx, measuredAt) }),
    measuredAt,
    backups: await listBackups(ctx),
    backupDir: ctx.config.backup.dir,
    job: await latestBackupJob(ctx),
    mayBackup: can(ctx, 'store.backup', root),
    hasRecipients: machine.recipients > 0
  };
}

async function storeOf(ctx: Context, nowMs: number): Promise<Measurements['store']> {
  const oldestArrivalAt = await ctx.arrivals.oldestAt();
  return measureStore(ctx.db, ctx.config, { nowMs, writesWaiting: ctx.gate.waiting(), oldestArrivalAt });
}
