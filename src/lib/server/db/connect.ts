import path from 'node:path';
import type { Kysely } from 'kysely';
import { requireDataFolder } from './data-folder.ts';
import { isStoreFault } from './faults.ts';
import { requireMigrated } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { migrateSqlite } from './sqlite-migrate.ts';
import type { WriteGate } from './write-gate.ts';

export type Db = Kysely<Schema>;

/** An open store: reads go to `db`, every write through `gate`. */
export interface Store {
  readonly db: Db;
  /** For what the program itself does beside requests, however busy `db` is: the directory, the arrivals. */
  readonly upkeep: Db;
  readonly gate: WriteGate;
  /** After the last commit of what is queued. */
  readonly close: () => Promise<void>;
}

/** Where the data are: PostgreSQL by its URL, else SQLite in the data folder. */
export interface Place {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

export function sqliteFile({ dataDir }: Pick<Place, 'dataDir'>): string {
  return path.join(dataDir, 'hailong.db');
}

/**
 * Opens the store with its schema up to date: SQLite is migrated now, after a copy; of PostgreSQL it is asked, for
 * `hailong migrate` migrates it before the servers start. Throws with a plain reason when it cannot be used.
 */
export async function openStore(place: Place): Promise<Store> {
  if (place.databaseUrl === null) {
    requireDataFolder(place.dataDir);
    return migrateSqlite(sqliteFile(place));
  }
  const store = openPostgres(place.databaseUrl);
  try {
    await requireMigrated(store.db);
    return store;
  } catch (error) {
    await store.close();
    if (!isStoreFault(error)) throw error;
    const { host, pathname } = new URL(place.databaseUrl);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`PostgreSQL at ${host}${pathname} cannot be used: ${reason}`, { cause: error });
  }
}
