import Sqlite from 'better-sqlite3';
import { DAY_MS } from '../../domain/shared/time.ts';
import { log } from '../log.ts';

/** When and how a response came in: evidence for the integrity statistics, never beside the answers. */
export interface Arrival {
  readonly response: string;
  readonly receivedAt: number;
  readonly durationS: number | null;
  readonly device: string | null;
}

/** Where arrivals are kept, apart from the answers. A row that cannot be written is said in the log and lost. */
export interface Arrivals {
  readonly record: (arrivals: readonly Arrival[]) => void;
  /** Deletes what is older than seven days. */
  readonly purge: (nowMs: number) => Promise<void>;
  /** When the oldest one came in: older than seven days means that nothing was purged. */
  readonly oldestAt: () => Promise<number | null>;
  /** Resolves when everything recorded so far is written. */
  readonly close: () => Promise<void>;
}

export const ARRIVALS_KEPT_MS = 7 * DAY_MS;

/**
 * The arrivals' own file beside SQLite (DESIGN §4): what could join an answer to a time of day stands outside the database and its
 * backups, and is purged after seven days. It is written after the answer's commit and without a sync of its own: an
 * arrival lost in a power cut costs a row of evidence, never an answer.
 */
export function openFileArrivals(file: string): Arrivals {
  const connection = new Sqlite(file, { timeout: 250 });
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = OFF');
  connection.pragma('secure_delete = ON');
  connection.exec(`CREATE TABLE IF NOT EXISTS arrival (
    response TEXT NOT NULL PRIMARY KEY, received_at INTEGER NOT NULL, duration_s REAL, device TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS arrival_by_time ON arrival (received_at)`);
  const insert = connection.prepare('INSERT OR IGNORE INTO arrival VALUES (?, ?, ?, ?)');
  const remove = connection.prepare('DELETE FROM arrival WHERE received_at < ?');
  const oldest = connection.prepare<[], { at: number | null }>('SELECT min(received_at) AS at FROM arrival');
  const insertAll = connection.transaction((rows: readonly Arrival[]) => {
    for (const row of rows) insert.run(row.response, row.receivedAt, row.durationS, row.device);
  });
  return {
    record: (rows) => {
      try {
        insertAll(rows);
      } catch (error) {
        log().error({ err: error }, 'arrivals: cannot write'); // the answer is stored all the same
      }
    },
    purge: async (nowMs) => void (await Promise.resolve(remove.run(nowMs - ARRIVALS_KEPT_MS))),
    oldestAt: () => Promise.resolve(oldest.get()?.at ?? null),
    close: async () => void (await Promise.resolve(connection.close()))
  };
}
