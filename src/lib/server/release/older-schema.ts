import { chownSync, copyFileSync, existsSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import * as v from 'valibot';
import { sqliteFile } from '../db/connect.ts';
import { requireIntegrity, syncToDisk } from '../db/sqlite-copy.ts';

const migrationsModule = v.object({ migrations: v.record(v.string(), v.unknown()) });

/** The migrations of the data that a release does not know, in order: with any it refuses to start. */
export async function unknownTo(release: string, dataDir: string): Promise<readonly string[]> {
  const loaded: unknown = await import(pathToFileURL(path.join(release, 'migrations/index.ts')).href);
  const { migrations } = v.parse(migrationsModule, loaded);
  return appliedIn(sqliteFile({ dataDir })).filter((name) => !Object.hasOwn(migrations, name));
}

function appliedIn(file: string): readonly string[] {
  return reading(file, (db) =>
    db
      .prepare<[], { name: string }>('SELECT name FROM kysely_migration ORDER BY name')
      .all()
      .map(({ name }) => name)
  );
}

function responsesIn(file: string): number {
  return reading(file, (db) => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM response').get()?.n ?? 0);
}

function reading<T>(file: string, read: (db: Sqlite.Database) => T): T {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

export interface OlderCopy {
  readonly file: string;
  /** Responses that the data have and the copy has not. */
  readonly responsesSince: number;
}

/**
 * The copy that the migration itself made before its first change (db/sqlite-migrate.ts): the last state that the older
 * version can read. Throws where it is gone, or broken.
 */
export function olderCopy(dataDir: string, unknown: readonly string[]): OlderCopy {
  const file = path.join(dataDir, `before-${unknown[0] ?? ''}.db`);
  if (!existsSync(file)) {
    throw new Error(`the older version does not know ${unknown.join(', ')}, and ${file} is not there any longer`);
  }
  requireIntegrity(file);
  return { file, responsesSince: responsesIn(sqliteFile({ dataDir })) - responsesIn(file) };
}

/**
 * Puts the copy in the place of the database, which is kept beside it under a name that tells when; gives that name.
 * Throws `SQLITE_BUSY` where a server still has the database open.
 */
export function putBack(dataDir: string, copy: string, nowMs: number): string {
  const file = sqliteFile({ dataDir });
  closeLog(file);
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const kept = `${file}.newer-${stamp}`;
  const ready = `${file}.putting-back`;
  copyFileSync(copy, ready);
  syncToDisk(ready);
  ownAs(ready, dataDir);
  renameSync(file, kept);
  renameSync(ready, file);
  syncToDisk(dataDir);
  return path.basename(kept);
}

/** Writes the log into the file and removes it, which only the last connection can: a running server stands in the way. */
function closeLog(file: string): void {
  const db = new Sqlite(file, { fileMustExist: true, timeout: 1_000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

/** root rolls back, the service's account must be able to read: the file belongs to whom the folder belongs. */
function ownAs(file: string, dataDir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dataDir);
  chownSync(file, uid, gid);
}
