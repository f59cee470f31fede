import { sql } from 'kysely';
import { problem, type Problem } from '../../domain/shared/problem.ts';
import type { Db } from './connect.ts';

/** What a job does inside the transaction. Nothing slow is awaited in it: only statements on `db`. */
export type WriteJob<T> = (db: Db) => Promise<T>;

export interface WriteGate {
  /** Queues a job; resolves after its commit is on disk. A job that throws is rolled back alone. */
  readonly run: <T>(job: WriteJob<T>) => Promise<T>;
  /** Runs alone on the writing connection, outside any transaction of the gate: for migrations. */
  readonly exclusively: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /** Resolves when everything queued so far is answered. */
  readonly drain: () => Promise<void>;
  readonly waiting: () => number;
}

interface Queued {
  readonly job: WriteJob<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Jobs that share one commit. More only delays the first of them. */
const BATCH_MAX = 64;
/** Beyond this the server is overloaded: say so at once instead of answering late. */
const WAITING_MAX = 5_000;

/**
 * The one gate that every write passes, in order, on one connection (DESIGN §5.13): Kysely's SQLite driver has a single
 * connection without a lock, so two transactions on it would mix, and a second writing connection would block the
 * event loop. What arrived while the last commit ran shares the next `BEGIN IMMEDIATE … COMMIT`; each job has its own
 * savepoint, so a neighbour's fault is not its own.
 */
export function writeGate(db: Db): WriteGate {
  const queue: Queued[] = [];
  let running: Promise<void> | undefined;

  async function work(): Promise<void> {
    await Promise.resolve();
    while (queue.length > 0) await commitTogether(db, queue.splice(0, BATCH_MAX));
    running = undefined;
  }

  return {
    run<T>(job: WriteJob<T>): Promise<T> {
      if (queue.length >= WAITING_MAX) return Promise.reject(problem('store.busy'));
      return new Promise<T>((resolve, reject) => {
        queue.push({ job, resolve: (value) => resolve(value as T), reject });
        running ??= work();
      });
    },
    exclusively: async (task) => {
      while (running) await running;
      const done = task(db);
      running = done.then(
        () => void (running = queue.length > 0 ? work() : undefined),
        () => void (running = queue.length > 0 ? work() : undefined)
      );
      return done;
    },
    drain: async () => {
      while (running) await running;
    },
    waiting: () => queue.length
  };
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

async function commitTogether(db: Db, batch: readonly Queued[]): Promise<void> {
  const outcomes: Outcome[] = [];
  try {
    await sql`BEGIN IMMEDIATE`.execute(db);
    for (const queued of batch) outcomes.push(await runInSavepoint(db, queued.job));
    await sql`COMMIT`.execute(db);
  } catch (error) {
    await sql`ROLLBACK`.execute(db).catch(() => undefined); // nothing to roll back when BEGIN itself failed
    const fault = storeFault(error);
    batch.forEach((queued) => queued.reject(fault));
    return;
  }
  batch.forEach((queued, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) queued.resolve(outcome.value);
    else queued.reject(outcome?.error);
  });
}

async function runInSavepoint(db: Db, job: WriteJob<unknown>): Promise<Outcome> {
  await sql`SAVEPOINT job`.execute(db);
  try {
    const value = await job(db);
    await sql`RELEASE job`.execute(db);
    return { ok: true, value };
  } catch (error) {
    if (isStoreFault(error)) throw error; // the whole transaction is in doubt: nobody is acknowledged
    await sql`ROLLBACK TO job`.execute(db);
    await sql`RELEASE job`.execute(db);
    return { ok: false, error };
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the store itself failed (full, locked, unreadable), as opposed to a rule that a job broke. */
export function isStoreFault(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)/.test(codeOf(error));
}

/** A fault of the store as the problem that the client is told: always 503 with Retry-After, never a false success. */
export function storeFault(error: unknown): Problem | unknown {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL')) return problem('store.full');
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return problem('store.busy');
  if (isStoreFault(error)) return Object.assign(problem('store.failed'), { cause: error });
  return error;
}
