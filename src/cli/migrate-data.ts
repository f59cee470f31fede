import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { openStore, sqliteFile, type Store } from '../lib/server/db/connect.ts';
import { copyData, type CopyProgress } from '../lib/server/db/copy-data.ts';
import { requireMigrated } from '../lib/server/db/migrate.ts';
import { openSqlite } from '../lib/server/db/sqlite.ts';
import { migrateSqlite } from '../lib/server/db/sqlite-migrate.ts';
import type { Arguments } from './main.ts';
import { option } from './open.ts';

/** Copies an installation from one database to another. Exit 1 names the tables that differ. */
export async function run(args: Arguments): Promise<number> {
  const [fromAddress, toAddress] = [option(args, 'from'), option(args, 'to')];
  if (fromAddress === undefined || toAddress === undefined) {
    throw new Error('migrate-data: --from and --to are sqlite:/path/hailong.db or postgres://…');
  }
  const from = await openSource(fromAddress);
  try {
    const to = await openTarget(toAddress);
    try {
      return report(await copyData({ from, to, fromAddress }, showProgress()));
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function openSource(address: string): Promise<Store> {
  const file = sqlitePath(address);
  if (file === null) return openStore({ databaseUrl: address, dataDir: '' });
  if (!existsSync(file)) throw new Error(`migrate-data: there is no ${file}`);
  const store = openSqlite(file);
  try {
    await requireMigrated(store.db);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openTarget(address: string): Promise<Store> {
  const file = sqlitePath(address);
  if (file === null) return openStore({ databaseUrl: address, dataDir: '' });
  mkdirSync(path.dirname(file), { recursive: true });
  return migrateSqlite(file);
}

/** The file of a `sqlite:` address, where a data folder stands for the file in it; null for PostgreSQL. Throws for others. */
function sqlitePath(address: string): string | null {
  if (/^postgres(ql)?:\/\//.test(address)) return null;
  const given = /^sqlite:(.+)$/.exec(address)?.[1];
  if (given === undefined) throw new Error(`migrate-data: ${address} is neither sqlite:/path nor postgres://…`);
  const isFolder = existsSync(given) && statSync(given).isDirectory();
  return path.resolve(isFolder ? sqliteFile({ dataDir: given }) : given);
}

/** On a terminal a line that moves; in a log a line for every table. */
function showProgress(): (at: CopyProgress) => void {
  let table = '';
  return (at) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${at.table}: ${at.rows} rows copied `);
    else if (at.table !== table) console.error(`copying ${at.table}`);
    table = at.table;
  };
}

function report(tables: Awaited<ReturnType<typeof copyData>>): number {
  if (process.stderr.isTTY) process.stderr.write('\n');
  for (const { table, rows, sha256, isSame } of tables) {
    console.log(`${isSame ? 'same' : 'DIFFERENT'}  ${table.padEnd(24)} ${String(rows).padStart(9)} rows  ${sha256}`);
  }
  const different = tables.filter(({ isSame }) => !isSame);
  console.log(
    different.length === 0
      ? 'All tables are the same on both sides. The new place needs the same key: secret.key, or HAILONG_SECRET.'
      : `${different.length} tables differ: was the source written to? Empty the target and copy again.`
  );
  return different.length === 0 ? 0 : 1;
}
