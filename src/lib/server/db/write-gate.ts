import { assert } from '../../domain/shared/assert.ts';
import { problem } from '../../domain/shared/problem.ts';
import type { Db } from './connect.ts';

/** What a job does inside the transaction. Nothing slow is awaited in it: only statements on `db`. */
export type WriteJob<T> = (db: Db) => Promise<T>;

/** What is done with items that wait together; gives a result for each, in their order. */
export type BatchWork<I, O> = (db: Db, items: readonly I[]) => Promise<readonly O[]>;

/** The gate that every write passes, in order (DESIGN §5.13); one for each database, with the same promises. */
export interface WriteGate {
  /**
   * Queues a job; resolves after its commit is on disk. A job that throws is rolled back alone. No two jobs overlap, not
   * even of two servers: what a job has read is still so when it writes. It may run again after a rollback.
   */
  readonly run: <T>(job: WriteJob<T>) => Promise<T>;
  /**
   * Queues an item for `work`, which gets what waits for it together. Where it throws, each item is tried alone.
   * Resolves after the commit is on disk.
   */
  readonly together: <I, O>(work: BatchWork<I, O>, item: I) => Promise<O>;
  /** Resolves when everything queued so far is answered. */
  readonly drain: () => Promise<void>;
  readonly waiting: () => number;
}

/** A piece of work in the queue. */
export interface Entry {
  /** Does the work; gives what answers the callers, to be called after the commit. */
  readonly attempt: (db: Db) => Promise<() => void>;
  /** The work divided, to be tried when the whole has failed; empty where it cannot be. */
  readonly parts: () => readonly Entry[];
  readonly reject: (error: unknown) => void;
}

/** Items that share one call of their work. More only delays the first of them. */
const TOGETHER_MAX = 64;
/** Beyond this the server is overloaded: say so at once instead of answering late. */
const WAITING_MAX = 5_000;

/** A queue with one worker: `take` gets the next entries, at most `max`, when it is done with those before. */
export function lane<E>(max: number, take: (entries: readonly E[]) => Promise<void>) {
  const queue: E[] = [];
  let running: Promise<void> | undefined;
  async function work(): Promise<void> {
    await Promise.resolve();
    while (queue.length > 0) await take(queue.splice(0, max));
    running = undefined;
  }
  return {
    queue,
    push: (entry: E): void => {
      queue.push(entry);
      running ??= work();
    },
    drain: async (): Promise<void> => {
      while (running) await running;
    }
  };
}

type Lane = Pick<ReturnType<typeof lane<Entry>>, 'push' | 'queue' | 'drain'>;

/** The gate over the lanes of jobs and of batches, which may be the same one. */
export function gateOver(jobs: Lane, batches: Lane): WriteGate {
  const open = new Map<unknown, Batch<unknown, unknown>>();
  let waiting = 0;
  const counted = <T>(queue: (settle: Settle<T>) => void): Promise<T> => {
    if (waiting >= WAITING_MAX) return Promise.reject(problem('store.busy'));
    waiting += 1;
    return new Promise<T>((resolve, reject) => queue({ resolve, reject })).finally(() => (waiting -= 1));
  };
  return {
    run: (job) => counted((settle) => jobs.push(jobEntry(job, settle))),
    together: <I, O>(work: BatchWork<I, O>, item: I) =>
      counted<O>((settle) => {
        // What is kept under a work was made for it below: its items and results are of the work's own types.
        const last = open.get(work) as Batch<I, O> | undefined;
        if (last && last.items.length < TOGETHER_MAX && batches.queue.includes(last.entry)) {
          last.items.push({ item, settle });
          return;
        }
        const batch = batchOf(work, [{ item, settle }]);
        open.set(work, batch as Batch<unknown, unknown>);
        batches.push(batch.entry);
      }),
    drain: async () => {
      await jobs.drain();
      await batches.drain();
    },
    waiting: () => waiting
  };
}

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

function jobEntry<T>(job: WriteJob<T>, settle: Settle<T>): Entry {
  return {
    attempt: async (db) => {
      const value = await job(db);
      return () => settle.resolve(value);
    },
    parts: () => [],
    reject: settle.reject
  };
}

interface Batch<I, O> {
  readonly items: { readonly item: I; readonly settle: Settle<O> }[];
  readonly entry: Entry;
}

function batchOf<I, O>(work: BatchWork<I, O>, items: Batch<I, O>['items']): Batch<I, O> {
  const entry: Entry = {
    attempt: async (db) => {
      const given = items.map(({ item }) => item);
      const results = await work(db, given);
      assert(results.length === given.length, 'a result for each item', { items: given.length });
      return () => results.forEach((result, i) => items[i]?.settle.resolve(result));
    },
    parts: () => (items.length < 2 ? [] : items.map((one) => batchOf(work, [one]).entry)),
    reject: (error) => items.forEach(({ settle }) => settle.reject(error))
  };
  return { items, entry };
}
