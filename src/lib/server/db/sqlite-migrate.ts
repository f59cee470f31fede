import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../domain/shared/problem.ts';
import type { Db, Store } from './connect.ts';
import { storeFault } from './faults.ts';
import { migrate, schemaState } from './migrate.ts';
import { copySqlite } from './sqlite-copy.ts';
import { openSqlite } from './sqlite.ts';

const COPIES_KEPT = 2;
/** How long another process may be at the migrations. */
const PATIENCE_MS = 60_000;
const STEP_MS = 100;

/**
 * Opens the file and brings its schema up to date, in one transaction: of two processes one migrates and the other waits,
 * and a migration that fails leaves everything as it was. A database with data is copied first, `before-<migration>.db`
 * beside it, and the copy is checked. Throws with a plain reason.
 */
export async function migrateSqlite(file: string): Promise<Store> {
  const store = await patiently(() => Promise.resolve(openSqlite(file)));
  try {
    const { missing } = await schemaState(store.db);
    if (missing.length > 0) await patiently(() => store.gate.run((db) => copyAndMigrate(db, file)));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Again while another process holds the lock. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(STEP_MS)) {
    try {
      return await work();
    } catch (error) {
      const fault = storeFault(error);
      if (!(fault instanceof Problem && fault.code === 'store.busy') || Date.now() > until) throw error;
    }
  }
}

async function copyAndMigrate(db: Db, file: string): Promise<void> {
  const { applied, missing } = await schemaState(db); // anew: another process may have been here meanwhile
  const [first] = missing;
  if (first === undefined) return;
  if (applied.length > 0) copyBefore(file, first);
  await migrate(db);
}

/** A verified copy of the committed state; the newest two are kept. */
function copyBefore(file: string, migration: string): void {
  const folder = path.dirname(file);
  try {
    copySqlite(file, path.join(folder, `before-${migration}.db`));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${file} must be migrated (${migration}), and the copy before it failed: ${reason}. Nothing was changed.`,
      { cause: error }
    );
  }
  removeOldCopies(folder);
}

function removeOldCopies(folder: string): void {
  const newestFirst = readdirSync(folder)
    .filter((name) => /^before-.*\.db$/.test(name))
    .map((name) => ({ name, madeMs: statSync(path.join(folder, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs);
  for (const { name } of newestFirst.slice(COPIES_KEPT)) rmSync(path.join(folder, name));
}
