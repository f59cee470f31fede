import { sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely';
import { dialectOf } from './dialect.ts';

/**
 * The portable column types. Instants are epoch milliseconds, flags are 0 or 1, documents are JSON text, packed
 * moments are bytes. SQLite tables are STRICT, so a wrong type is refused by the database itself.
 */
export interface Columns {
  readonly dialect: 'sqlite' | 'postgres';
  readonly text: ColumnDataType;
  readonly int64: ColumnDataType;
  readonly real: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** End of a table keyed by its own words or numbers. */
  readonly table: RawBuilder<unknown>;
  /** End of a table keyed by random ids: without a rowid, which would tell the order of arrival. */
  readonly keyedTable: RawBuilder<unknown>;
}

/** The column types of the database that a migration runs on. */
export function columnsOf<T>(db: Kysely<T>): Columns {
  const postgres = dialectOf(db) === 'postgres';
  const shared = { text: 'text', real: postgres ? 'double precision' : 'real' } as const;
  return postgres
    ? { ...shared, dialect: 'postgres', int64: 'bigint', bytes: 'bytea', table: sql``, keyedTable: sql`` }
    : {
        ...shared,
        dialect: 'sqlite',
        int64: 'integer',
        bytes: 'blob',
        table: sql`STRICT`,
        keyedTable: sql`STRICT, WITHOUT ROWID`
      };
}
