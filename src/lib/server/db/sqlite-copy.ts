import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * A copy of the committed state of a SQLite file, consistent while others write, checked, and on disk before it gets its
 * name. Throws, and leaves no half copy.
 */
export function copySqlite(file: string, to: string): void {
  const unfinished = `${to}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    const source = new Sqlite(file, { readonly: true });
    try {
      source.prepare('VACUUM INTO ?').run(unfinished);
    } finally {
      source.close();
    }
    requireIntegrity(unfinished);
    syncToDisk(unfinished);
    renameSync(unfinished, to);
    syncToDisk(path.dirname(to));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Throws with what SQLite finds wrong in a file. */
export function requireIntegrity(file: string): void {
  const [fault] = integrityFaults(file);
  if (fault !== undefined) throw new Error(fault);
}

/** What SQLite finds wrong in a file, at most a hundred: broken pages, or rows whose foreign key leads nowhere. */
export function integrityFaults(file: string): readonly string[] {
  const db = new Sqlite(file, { readonly: true });
  try {
    const found = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
    const faults = found.filter((text) => text !== 'ok').map((text) => `integrity_check: ${text}`);
    const orphans = db.prepare('PRAGMA foreign_key_check').all().length;
    return orphans === 0 ? faults : [...faults, `foreign_key_check: ${orphans} rows refer to nothing`];
  } catch (error) {
    return [`integrity_check: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    db.close();
  }
}

/** A file that is renamed is not safe before its folder is on disk too. */
export function syncToDisk(fileOrFolder: string): void {
  const handle = openSync(fileOrFolder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
