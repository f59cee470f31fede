import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import * as v from 'valibot';
import { startPostgres } from '../../tests/support/postgres.ts';
import { NEWEST_MIGRATION } from '../../src/lib/server/db/migrate.ts';
import type { Fault } from './fault.ts';

const run = promisify(execFile);
const names = v.array(v.object({ name: v.string() }));
const NAMES = 'SELECT name FROM kysely_migration ORDER BY name';

/** Two `hailong migrate` of an empty database at the same moment, on SQLite and on PostgreSQL. */
export const migrators: Fault = {
  name: 'migrators',
  test: 'T14',
  title: 'two migrators at once, on each database',
  times: { full: 20, short: 0 },
  run: async (times) => {
    const server = await startPostgres();
    const applied = { sqlite: 0, postgres: 0 };
    const faults: string[] = [];
    const round = async (of: keyof typeof applied, work: () => Promise<boolean>): Promise<void> => {
      try {
        if (await work()) applied[of] += 1;
        else faults.push(`${of}: a migration twice or missing`);
      } catch (error) {
        faults.push(`${of}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    try {
      for (let i = 0; i < times; i += 1) {
        await round('sqlite', onSqlite);
        await round('postgres', () => onPostgres(server.url, `chaos_${i}`));
      }
    } finally {
      await server.stop();
    }
    return {
      passed: faults.length === 0,
      figures: `each migration once in ${applied.sqlite} of ${times} on SQLite, ${applied.postgres} of ${times} on PostgreSQL; ${faults[0] ?? 'both migrators ended with 0 each time'}`
    };
  }
};

async function onSqlite(): Promise<boolean> {
  const data = mkdtempSync(path.join(tmpdir(), 'hailong-chaos-'));
  try {
    await both({ HAILONG_DATA: data });
    const db = new Sqlite(path.join(data, 'hailong.db'), { readonly: true });
    const rows = v.parse(names, db.prepare(NAMES).all());
    db.close();
    return isEachOnce(rows.map(({ name }) => name));
  } finally {
    rmSync(data, { recursive: true });
  }
}

async function onPostgres(server: string, database: string): Promise<boolean> {
  await query(server, `CREATE DATABASE ${database}`);
  const url = new URL(server);
  url.pathname = database;
  await both({ DATABASE_URL: url.href });
  return isEachOnce(v.parse(names, await query(url.href, NAMES)).map(({ name }) => name));
}

/** Throws where one ends with another code than 0. */
async function both(env: Readonly<Record<string, string>>): Promise<void> {
  const migrate = () => run(process.execPath, ['src/cli/main.ts', 'migrate'], { env: { ...process.env, ...env } });
  await Promise.all([migrate(), migrate()]);
}

function isEachOnce(found: readonly string[]): boolean {
  return new Set(found).size === found.length && found.at(-1) === NEWEST_MIGRATION;
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
