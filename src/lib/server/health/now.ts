import type { Config } from '../config.ts';
import { sqliteFile, type Db } from '../db/connect.ts';
import { isStoreFault } from '../db/faults.ts';
import type { WriteGate } from '../db/write-gate.ts';
import { kioskCounts } from '../services/kiosk/kiosk-rows.ts';
import { diskOf, nearestFolder } from './machine.ts';
import { sizeOf } from './store.ts';

export interface MetricsSource {
  readonly db: Db;
  readonly gate: WriteGate;
  readonly config: Config;
}

/** What a collector asks every few seconds: only what is measured in a moment. Null where there is none. */
export async function measuredNow({ db, gate, config }: MetricsSource) {
  const disk = await diskOf(nearestFolder(config.dataDir));
  return {
    waiting: gate.waiting(),
    uptime: process.uptime(),
    memory: process.memoryUsage.rss(),
    diskFree: disk?.freeBytes ?? null,
    wal: config.databaseUrl === null ? sizeOf(`${sqliteFile(config)}-wal`) : null,
    ...(await fromStore(db))
  };
}

interface FromStore {
  readonly backupAt: number | null;
  readonly jobs: Readonly<Record<string, number>>;
  readonly kiosksUnsent: number | null;
  readonly kiosksUrgent: number | null;
  readonly kiosksSilent: number | null;
}

/** A store that fails is no reason to tell nothing: that is when the other figures matter. */
async function fromStore(db: Db): Promise<FromStore> {
  try {
    const backup = await db
      .selectFrom('backup')
      .select((e) => e.fn.max('made_at').as('at'))
      .executeTakeFirst();
    const jobs = await db
      .selectFrom('job')
      .select((e) => ['status', e.fn.countAll<number>().as('n')] as const)
      .groupBy('status')
      .execute();
    const backupAt = (backup?.at ?? 0) / 1000;
    const { unsent, urgent, silent } = await kioskCounts(db, Date.now());
    return {
      ...{ backupAt, kiosksUnsent: unsent, kiosksUrgent: urgent, kiosksSilent: silent },
      jobs: Object.fromEntries(jobs.map(({ status, n }) => [status, n]))
    };
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    return { backupAt: null, jobs: {}, kiosksUnsent: null, kiosksUrgent: null, kiosksSilent: null };
  }
}
