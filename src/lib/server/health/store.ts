import { existsSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import type { StoreMeasurements } from '../../domain/health/measurements.ts';
import { THRESHOLDS } from '../../domain/health/thresholds.ts';
import type { Config } from '../config.ts';
import { sqliteFile, type Db } from '../db/connect.ts';
import { schemaState } from '../db/migrate.ts';
import { kioskCounts } from '../services/kiosk/kiosk-rows.ts';

/** What the caller knows and the database does not. */
export interface Beside {
  readonly nowMs: number;
  readonly writesWaiting: number | null;
  readonly oldestArrivalAt: number | null;
}

/** Measures the open database; reads only. Throws when it cannot be read, or is of a newer version. */
export async function measureStore(db: Db, config: Config, beside: Beside): Promise<StoreMeasurements> {
  const { nowMs, writesWaiting, oldestArrivalAt } = beside;
  const { missing } = await schemaState(db);
  const size = config.databaseUrl === null ? fileSize(config) : await databaseSize(db);
  const rest = { fault: null, missing, ...size, writesWaiting, oldestArrivalAt } as const;
  if (missing.length > 0) return { ...rest, ...NOT_ASKED, clockApartMs: null };
  return { ...rest, ...(await rowsOf(db, nowMs)), clockApartMs: await clockApart(db, config) };
}

/** Of a schema that is behind nothing more is asked: its tables may not be there. */
const NOT_ASKED = {
  newestDay: null,
  newestBackupAt: null,
  newestDrillAt: null,
  kiosks: { inUse: 0, urgent: 0, silent: 0 },
  jobsFailed: 0,
  oldestWaitingAt: null
} as const;

function fileSize(config: Config) {
  const file = sqliteFile(config);
  return { dialect: 'sqlite', bytes: sizeOf(file), walBytes: sizeOf(`${file}-wal`) } as const;
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

async function databaseSize(db: Db) {
  const { rows } = await sql<{ bytes: number }>`SELECT pg_database_size(current_database()) AS bytes`.execute(db);
  return { dialect: 'postgres', bytes: rows[0]?.bytes ?? 0, walBytes: null } as const;
}

async function clockApart(db: Db, { databaseUrl }: Config): Promise<number | null> {
  if (databaseUrl === null) return null;
  const before = Date.now();
  const asked = sql<{ ms: number }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms`;
  const { rows } = await asked.execute(db);
  return rows[0] ? rows[0].ms - (before + Date.now()) / 2 : null;
}

async function rowsOf(db: Db, nowMs: number) {
  const day = await db
    .selectFrom('unit_day')
    .select((e) => e.fn.max('local_day').as('newest'))
    .executeTakeFirst();
  const backup = await db
    .selectFrom('backup')
    .select((e) => [e.fn.max('made_at').as('made'), e.fn.max('drilled_at').as('drilled')])
    .executeTakeFirst();
  const failed = await db
    .selectFrom('job')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('status', '=', 'failed')
    .where('finished_at', '>=', nowMs - THRESHOLDS.jobsFailedMs)
    .executeTakeFirst();
  const waiting = await db
    .selectFrom('job')
    .select((e) => e.fn.min('created_at').as('oldest'))
    .where('status', '=', 'queued')
    .executeTakeFirst();
  return {
    newestDay: day?.newest ?? null,
    newestBackupAt: backup?.made ?? null,
    newestDrillAt: backup?.drilled ?? null,
    kiosks: await kioskCounts(db, nowMs),
    jobsFailed: failed?.n ?? 0,
    oldestWaitingAt: waiting?.oldest ?? null
  };
}
