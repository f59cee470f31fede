import { DAY_MS } from '../shared/time.ts';

const MB = 1_000_000;
const HOUR_MS = 3_600_000;

/** From when on a measurement is worth a warning, or is bad; each with its reason. */
export const THRESHOLDS = {
  /** Below 500 MB a backup no longer fits beside the database of a busy province; 5 % holds for small disks. */
  diskFreeBadBytes: 500 * MB,
  diskFreeBadShare: 0.05,
  /** Time to order a larger disk: at 1 kB an answer a tenth of 40 GB is four million answers away. */
  diskFreeWarningShare: 0.1,
  /** SQLite empties its log at 4 MB. Sixteen times that means a reader never lets go (RELIABILITY §4.1.3). */
  walWarningBytes: 64 * MB,
  /** A further analysis of 500,000 answers took 365 MB (docs/ARCHITECTURE.md); the server itself stays below 200 MB. */
  memoryWarningBytes: 512 * MB,
  memoryBadBytes: 128 * MB,
  /** Rounds open and close by the clock, and one-time codes allow half a minute: five minutes are visible to people. */
  clockApartBadMs: 5 * 60_000,
  /** This version is of 2026; a clock before it, or fifty years after, has lost its battery. */
  yearMin: 2026,
  yearMax: 2076,
  /** One backup a day: two may be missed, of a power cut for example, before it is bad. */
  backupBadMs: 50 * HOUR_MS,
  /** A quarter, the rhythm of the rounds (docs/OPERATING.md). */
  drillWarningMs: 90 * DAY_MS,
  jobsFailedMs: 7 * DAY_MS,
  /** The longest job measured takes seconds; one an hour in the queue waits for a server that does not take it. */
  jobWaitingWarningMs: HOUR_MS,
  /** A commit takes milliseconds and holds up to 64 writes: hundreds that wait mean that the disk does not follow. */
  writesWaitingWarning: 500,
  /** Arrivals live seven days and are purged hourly; two hours of patience. */
  arrivalsWarningMs: 7 * DAY_MS + 2 * HOUR_MS
} as const;
