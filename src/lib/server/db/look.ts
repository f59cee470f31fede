import Sqlite from 'better-sqlite3';
import type { Db, Place } from './connect.ts';
import { sqliteFile } from './connect.ts';
import { openPostgresAlone } from './postgres.ts';
import { kyselyOf } from './sqlite.ts';

/**
 * Opens the database for reading as it is: nothing is made, migrated or written, and it may be that of a running server
 * or of another version. The caller destroys it. Throws when the file cannot be opened.
 */
export function lookAtStore(place: Place): Db {
  if (place.databaseUrl !== null) return openPostgresAlone(place.databaseUrl);
  const connection = new Sqlite(sqliteFile(place), { readonly: true, fileMustExist: true, timeout: 1_000 });
  connection.pragma('trusted_schema = OFF');
  return kyselyOf(connection);
}

/** When the oldest arrival came in, of the file beside SQLite; null where there is none, or it is PostgreSQL's. */
export function oldestArrivalIn(file: string): number | null {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 1_000 });
  try {
    const oldest = connection.prepare<[], { at: number | null }>('SELECT min(received_at) AS at FROM arrival').get();
    return oldest?.at ?? null;
  } finally {
    connection.close();
  }
}
