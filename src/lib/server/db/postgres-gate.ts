import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { timedCommit } from './commit-times.ts';
import type { Db } from './connect.ts';
import { isStoreFault, mayRetry, storeFault } from './faults.ts';
import { gateOver, lane, type Entry, type WriteGate } from './write-gate.ts';

const ATTEMPTS_MAX = 3;
const PAUSE_MS = 100;
/** Any number will do, as long as no other program in this database locks the same. */
const JOBS_LOCK = 5_284_910_773;

/**
 * The gate of PostgreSQL: a lane of jobs, one transaction each, which an advisory lock keeps apart from those of other
 * servers, so that what is read in a job (the last audit entry, whether an account is taken) is still so when it writes;
 * and a lane of batches on connections of its own, which wait for no job: submissions are safe beside each other by
 * their unique ids and the order of their cells.
 */
export function postgresGate(jobsDb: Db, batchesDb: Db): WriteGate {
  return gateOver(
    committing(jobsDb, lockJobs),
    committing(batchesDb, () => Promise.resolve())
  );
}

async function lockJobs(db: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(JOBS_LOCK)})`.execute(db);
}

/** A lane that gives each entry a transaction of its own, which `prepare` begins. */
function committing(db: Db, prepare: (db: Db) => Promise<void>) {
  // While the store fails, those who wait are told at once: with three attempts each the last would wait for minutes.
  let isDown = false;
  const commit = async (entry: Entry): Promise<void> => {
    try {
      const attempts = { prepare, attemptsMax: isDown ? 1 : ATTEMPTS_MAX };
      const answer = await timedCommit(() => committed(db, entry, attempts));
      isDown = false;
      answer();
    } catch (error) {
      isDown = isStoreFault(error);
      const parts = isDown ? [] : entry.parts();
      if (parts.length === 0) entry.reject(storeFault(error));
      for (const part of parts) await commit(part);
    }
  };
  return lane<Entry>(1, async (entries) => {
    for (const entry of entries) await commit(entry);
  });
}

interface Attempts {
  readonly prepare: (db: Db) => Promise<void>;
  readonly attemptsMax: number;
}

/** One transaction for the entry; again where the server says, or a lost connection shows, that nothing of it has stayed. */
async function committed(db: Db, entry: Entry, { prepare, attemptsMax }: Attempts): Promise<() => void> {
  for (let attempt = 1; ; attempt += 1) {
    let isCommitting = false;
    try {
      return await db.transaction().execute(async (inside) => {
        await prepare(inside);
        const answer = await entry.attempt(inside);
        isCommitting = true;
        return answer;
      });
    } catch (error) {
      if (attempt >= attemptsMax || !mayRetry(error, isCommitting)) throw error;
      await sleep(PAUSE_MS * attempt);
    }
  }
}
