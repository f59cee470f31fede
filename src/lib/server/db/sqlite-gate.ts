import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem, Problem } from '../../domain/shared/problem.ts';
import { timedCommit } from './commit-times.ts';
import type { Db } from './connect.ts';
import { isStoreFault, storeFault } from './faults.ts';
import { isSyncFault, tellSyncFault } from './sync-faults.ts';
import { gateOver, lane, type Entry, type WriteGate } from './write-gate.ts';

/** Entries that share one commit. More only delays the first of them. */
const COMMIT_MAX = 64;
/** How long the gate waits for another process that holds the lock: beyond it the client gets 503. */
const LOCKED_MS = 250;
const LOCKED_STEP_MS = 10;

/**
 * The gate of SQLite: one connection, one lane. Kysely's SQLite driver has a single connection without a lock, so two
 * transactions on it would mix, and a second writing connection would block the event loop. What arrived while the last
 * commit ran shares the next `BEGIN IMMEDIATE … COMMIT`; each entry has its own savepoint, so a neighbour's fault is not
 * its own. After a sync that failed it takes nothing more: the server ends, and opens the file anew.
 */
export function sqliteGate(db: Db): WriteGate {
  let isShut = false;
  const all = lane<Entry>(COMMIT_MAX, async (entries) => {
    if (isShut) return entries.forEach((entry) => entry.reject(problem('store.failed')));
    const fault = await timedCommit(() => commitTogether(db, entries));
    if (!isSyncFault(fault)) return;
    isShut = true;
    tellSyncFault(fault);
  });
  return gateOver(all, all);
}

/** Gives the fault for which nothing was committed and every entry was refused; null after the commit. */
async function commitTogether(db: Db, entries: readonly Entry[]): Promise<unknown> {
  const answers: (() => void)[] = [];
  try {
    await begin(db);
    for (const entry of entries) answers.push(...(await inSavepoint(db, entry)));
    await sql`COMMIT`.execute(db);
  } catch (error) {
    await sql`ROLLBACK`.execute(db).catch(() => undefined); // nothing to roll back when BEGIN itself failed
    const fault = storeFault(error);
    entries.forEach((entry) => entry.reject(fault));
    return error;
  }
  answers.forEach((answer) => answer());
  return null;
}

/** Tries again while another process holds the lock; between the attempts the event loop serves everyone else. */
async function begin(db: Db): Promise<void> {
  for (const until = performance.now() + LOCKED_MS; ; await sleep(LOCKED_STEP_MS)) {
    try {
      await sql`BEGIN IMMEDIATE`.execute(db);
      return;
    } catch (error) {
      const fault = storeFault(error);
      const isLocked = fault instanceof Problem && fault.code === 'store.busy';
      if (!isLocked || performance.now() > until) throw error;
    }
  }
}

/** What answers the entry's callers after the commit. Throws when the store fails: then nobody is acknowledged. */
async function inSavepoint(db: Db, entry: Entry): Promise<readonly (() => void)[]> {
  await sql`SAVEPOINT entry`.execute(db);
  try {
    const answer = await entry.attempt(db);
    await sql`RELEASE entry`.execute(db);
    return [answer];
  } catch (error) {
    if (isStoreFault(error)) throw error;
    await sql`ROLLBACK TO entry`.execute(db);
    await sql`RELEASE entry`.execute(db);
    const parts = entry.parts();
    if (parts.length === 0) return [() => entry.reject(error)];
    const answers: (() => void)[] = [];
    for (const part of parts) answers.push(...(await inSavepoint(db, part)));
    return answers;
  }
}
