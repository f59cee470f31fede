import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
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
  const jobs = lane<Entry>(1, (entries) => commitEach(jobsDb, entries, lockJobs));
  const batches = lane<Entry>(1, (entries) => commitEach(batchesDb, entries, () => Promise.resolve()));
  return gateOver(jobs, batches);
}

async function lockJobs(db: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(JOBS_LOCK)})`.execute(db);
}

async function commitEach(db: Db, entries: readonly Entry[], prepare: (db: Db) => Promise<void>): Promise<void> {
  for (const entry of entries) {
    try {
      const answer = await committed(db, entry, prepare);
      answer();
    } catch (error) {
      const parts = isStoreFault(error) ? [] : entry.parts();
      if (parts.length === 0) entry.reject(storeFault(error));
      else await commitEach(db, parts, prepare);
    }
  }
}

/** One transaction for the entry; again where the server says, or a lost connection shows, that nothing of it has stayed. */
async function committed(db: Db, entry: Entry, prepare: (db: Db) => Promise<void>): Promise<() => void> {
  for (let attempt = 1; ; attempt += 1) {
    let committing = false;
    try {
      return await db.transaction().execute(async (inside) => {
        await prepare(inside);
        const answer = await entry.attempt(inside);
        committing = true;
        return answer;
      });
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !mayRetry(error, committing)) throw error;
      await sleep(PAUSE_MS * attempt);
    }
  }
}
