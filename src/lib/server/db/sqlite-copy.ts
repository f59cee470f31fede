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

/** Throws with what SQLite finds wrong in a file: broken pages, or rows whose foreign key leads nowhere. */
export function requireIntegrity(file: string): void {
  const copy = new Sqlite(file, { readonly: true });
  try {
    const found = String(copy.pragma('integrity_check', { simple: true }));
    if (found !== 'ok') throw new Error(`integrity_check: ${found}`);
    const orphans = copy.prepare('PRAGMA foreign_key_check').all();
    if (orphans.length > 0) throw new Error(`foreign_key_check: ${orphans.length} rows refer to nothing`);
  } finally {
    copy.close();
  }
}

/** A file that is renamed is not safe before its folder is on disk too. */
export function syncToDisk(fileOrFolder: string): void {
  const handle = openSync(fileOrFolder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
