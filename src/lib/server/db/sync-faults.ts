import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

/** By name, for the built server and the program that starts it each have their own copy of this module. */
const failures = channel('hailong:sync-failed');

/**
 * Whether SQLite was told that a sync to disk failed. The system may then have dropped what it could not write and call
 * the next sync a success, so that nothing which goes on with the open file knows what the disk holds (RELIABILITY §4.1).
 */
export function isSyncFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_IOERR_(DIR_)?FSYNC$/.test(String(error.code));
}

export function tellSyncFault(error: unknown): void {
  failures.publish(error);
}

/** Calls `end` when a sync has failed: the process is to end and to be started anew. Gives what stops the listening. */
export function onSyncFault(end: (error: unknown) => void): () => void {
  subscribe(failures.name, end);
  return () => void unsubscribe(failures.name, end);
}
