import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteStatement } from 'kysely';
import type { Db, Store } from './connect.ts';
import type { Schema } from './schema.ts';
import { sqliteGate } from './sqlite-gate.ts';

/**
 * How long a statement waits for a lock. It blocks the event loop, so it is short, and for the writer at work it is
 * nothing: the gate waits for the lock of another process without blocking.
 */
const BUSY_TIMEOUT_MS = 250;
const STATEMENTS_MAX = 500;

/** Opens the SQLite store in a file: one writing connection behind the gate, one for reading. Throws if it is unreadable. */
export function openSqlite(file: string): Store {
  const writer = openConnection(file, false);
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = FULL');
  // What is deleted is overwritten: a comment past its time must not be read from the file's free pages.
  writer.pragma('secure_delete = ON');
  const reader = openConnection(file, true);
  writer.pragma('busy_timeout = 0');
  const writeDb = kyselyOf(writer);
  const db = kyselyOf(reader);
  const gate = sqliteGate(writeDb);
  return {
    db,
    upkeep: db,
    gate,
    close: async () => {
      await gate.drain();
      await db.destroy();
      if (writer.open) {
        writer.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
        writer.pragma('wal_checkpoint(TRUNCATE)');
      }
      await writeDb.destroy();
      reader.close();
      writer.close();
    }
  };
}

function openConnection(file: string, queryOnly: boolean): Sqlite.Database {
  const connection = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
  connection.pragma('foreign_keys = ON');
  connection.pragma('trusted_schema = OFF');
  if (queryOnly) connection.pragma('query_only = ON');
  return connection;
}

/** Kysely prepares each statement anew; this keeps the prepared ones by their text. */
export function kyselyOf(connection: Sqlite.Database): Db {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const kept = statements.get(text);
    if (kept) return kept;
    const prepared = connection.prepare<unknown[]>(text);
    const statement: SqliteStatement = {
      reader: prepared.reader,
      all: (parameters) => prepared.all(...parameters),
      run: (parameters) => prepared.run(...parameters),
      iterate: (parameters) => prepared.iterate(...parameters)
    };
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    statements.set(text, statement);
    return statement;
  };
  return new Kysely<Schema>({
    dialect: new SqliteDialect({ database: { prepare, close: () => connection.close() } })
  });
}
