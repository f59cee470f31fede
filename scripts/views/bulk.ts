import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { parseConfig } from '../../src/lib/server/config.ts';
import { sqliteFile } from '../../src/lib/server/db/connect.ts';

export const TABLES = {
  unit_moment: ['round', 'unit', 'respondent_type', 'filing_mode', 'lane', 'booklet', 'moments'],
  unit_day: ['round', 'unit', 'local_day', 'lane', 'moments'],
  transactions: ['round', 'unit', 'respondent_type', 'filing_mode', 'provisional', 'settled']
} as const;
export type BulkTable = keyof typeof TABLES;
export type BulkRow = readonly (string | number | Uint8Array)[];

/** Writes millions of rows past the services, on a connection of its own. */
export interface Bulk {
  readonly insert: (table: BulkTable, rows: readonly BulkRow[]) => Promise<void>;
  readonly end: () => Promise<void>;
}

export function bulkOf(env: Readonly<Record<string, string>>): Promise<Bulk> {
  const url = env['DATABASE_URL'];
  return url === undefined ? Promise.resolve(sqliteBulk(sqliteFile(parseConfig(env)))) : postgresBulk(url);
}

function sqliteBulk(file: string): Bulk {
  const db = new Sqlite(file, { timeout: 10_000 });
  db.pragma('synchronous = OFF');
  return {
    insert: (table, rows) => {
      const columns = TABLES[table];
      const insert = db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`);
      db.transaction(() => {
        for (const row of rows) insert.run(...row);
      })();
      return Promise.resolve();
    },
    end: () => {
      db.exec('ANALYZE');
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      return Promise.resolve();
    }
  };
}

/** Rows of a statement: their bytes pass through memory at once. */
const PART = 20_000;
const TYPES: Readonly<Record<string, string>> = { moments: 'bytea', provisional: 'int', settled: 'bigint' };

async function postgresBulk(url: string): Promise<Bulk> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET synchronous_commit = off');
  return {
    insert: async (table, rows) => {
      const columns = TABLES[table];
      const arrays = columns.map((column, i) => `$${i + 1}::${TYPES[column] ?? 'text'}[]`);
      const text = `INSERT INTO ${table} (${columns.join()}) SELECT * FROM unnest(${arrays.join()})`;
      for (let from = 0; from < rows.length; from += PART) {
        const part = rows.slice(from, from + PART);
        await client.query(
          text,
          columns.map((_, i) => part.map((row) => bytesOrPlain(row[i])))
        );
      }
    },
    end: async () => {
      await client.query('VACUUM ANALYZE');
      await client.end();
    }
  };
}

const bytesOrPlain = (value: BulkRow[number] | undefined) => (value instanceof Uint8Array ? Buffer.from(value) : value);
