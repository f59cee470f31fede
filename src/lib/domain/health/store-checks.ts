import { localDay } from '../shared/time.ts';
import type { Check, Level } from './check.ts';
import { megabytes } from './machine-checks.ts';
import type { MachineMeasurements, StoreMeasurements } from './measurements.ts';
import { THRESHOLDS as T } from './thresholds.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const hours = (ms: number): number => Math.floor(ms / HOUR_MS);

type Clocked = Pick<MachineMeasurements, 'nowMs' | 'recipients'>;

/** What the open database says of itself. */
export function storeChecks(s: StoreMeasurements, machine: Clocked): readonly Check[] {
  return [
    schemaCheck(s),
    databaseCheck(s),
    clockCheck(s, machine),
    backupCheck(s, machine),
    drillCheck(s, machine),
    jobsCheck(s),
    queueCheck(s, machine),
    ...writesCheck(s),
    arrivalsCheck(s, machine),
    kioskCheck(s)
  ];
}

/** SQLite migrates itself at the next start; PostgreSQL waits for `hailong migrate`, and no server starts before. */
function schemaCheck({ missing, dialect }: StoreMeasurements): Check {
  if (missing.length === 0) return { id: 'schema', level: 'ok', state: 'ok', values: {} };
  const level = dialect === 'sqlite' ? 'warning' : 'bad';
  return { id: 'schema', level, state: dialect, values: { missing: missing.join(', ') } };
}

function databaseCheck({ bytes, walBytes, dialect }: StoreMeasurements): Check {
  const values = { size: megabytes(bytes), wal: megabytes(walBytes ?? 0) };
  const isLarge = walBytes !== null && walBytes > T.walWarningBytes;
  return { id: 'database', level: isLarge ? 'warning' : 'ok', state: isLarge ? 'wal' : dialect, values };
}

/** Days are written by the clock of the answer's commit: a stored day ahead of us was written by a clock that was. */
function clockCheck({ clockApartMs, newestDay }: StoreMeasurements, { nowMs }: Clocked): Check {
  if (clockApartMs !== null && Math.abs(clockApartMs) > T.clockApartBadMs) {
    const values = { minutes: Math.round(Math.abs(clockApartMs) / MINUTE_MS) };
    return { id: 'clock', level: 'bad', state: 'apart', values };
  }
  const latest = localDay(nowMs + T.clockApartBadMs);
  if (newestDay !== null && newestDay > latest) {
    return { id: 'clock', level: 'bad', state: 'behind', values: { day: newestDay } };
  }
  return { id: 'clock', level: 'ok', state: 'ok', values: {} };
}

function backupCheck({ newestBackupAt }: StoreMeasurements, { nowMs, recipients }: Clocked): Check {
  if (recipients === 0) return { id: 'backup', level: 'warning', state: 'no_recipients', values: {} };
  if (newestBackupAt === null) return { id: 'backup', level: 'bad', state: 'none', values: {} };
  const ageMs = nowMs - newestBackupAt;
  const isOld = ageMs > T.backupBadMs;
  return { id: 'backup', level: isOld ? 'bad' : 'ok', state: isOld ? 'old' : 'ok', values: { hours: hours(ageMs) } };
}

function drillCheck({ newestDrillAt }: StoreMeasurements, { nowMs }: Clocked): Check {
  if (newestDrillAt === null) return { id: 'drill', level: 'warning', state: 'never', values: {} };
  const ageMs = nowMs - newestDrillAt;
  const level: Level = ageMs > T.drillWarningMs ? 'warning' : 'ok';
  const values = { days: Math.floor(hours(ageMs) / 24) };
  return { id: 'drill', level, state: level === 'ok' ? 'ok' : 'old', values };
}

function jobsCheck({ jobsFailed }: StoreMeasurements): Check {
  const state = jobsFailed === 0 ? 'ok' : 'failed';
  return { id: 'jobs', level: jobsFailed === 0 ? 'ok' : 'warning', state, values: { failed: jobsFailed } };
}

function queueCheck({ oldestWaitingAt }: StoreMeasurements, { nowMs }: Clocked): Check {
  if (oldestWaitingAt === null) return { id: 'queue', level: 'ok', state: 'empty', values: {} };
  const ageMs = nowMs - oldestWaitingAt;
  const isLong = ageMs > T.jobWaitingWarningMs;
  const values = { minutes: Math.floor(ageMs / MINUTE_MS) };
  return { id: 'queue', level: isLong ? 'warning' : 'ok', state: isLong ? 'long' : 'waiting', values };
}

/** Known inside the server only. */
function writesCheck({ writesWaiting }: StoreMeasurements): readonly Check[] {
  if (writesWaiting === null) return [];
  const isMany = writesWaiting >= T.writesWaitingWarning;
  const values = { waiting: writesWaiting };
  return [{ id: 'writes', level: isMany ? 'warning' : 'ok', state: isMany ? 'many' : 'ok', values }];
}

function arrivalsCheck({ oldestArrivalAt }: StoreMeasurements, { nowMs }: Clocked): Check {
  const isOld = oldestArrivalAt !== null && nowMs - oldestArrivalAt > T.arrivalsWarningMs;
  const values = { hours: oldestArrivalAt === null ? 0 : hours(nowMs - oldestArrivalAt) };
  const state = oldestArrivalAt === null ? 'none' : isOld ? 'old' : 'ok';
  return { id: 'arrivals', level: isOld ? 'warning' : 'ok', state, values };
}

/** Answers in a tablet are nowhere else: what holds many, or for long, comes before what only says nothing. */
function kioskCheck({ kiosks }: StoreMeasurements): Check {
  const { inUse, urgent, silent } = kiosks;
  const state = inUse === 0 ? 'none' : urgent > 0 ? 'urgent' : silent > 0 ? 'silent' : 'ok';
  const level = state === 'urgent' ? 'bad' : state === 'silent' ? 'warning' : 'ok';
  return { id: 'kiosks', level, state, values: { inUse, urgent, silent } };
}
