import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { openStore, sqliteFile } from '../db/connect.ts';
import { copyData } from '../db/copy-data.ts';
import { schemaState } from '../db/migrate.ts';
import { snapshot } from '../db/snapshot.ts';
import { openSqlite } from '../db/sqlite.ts';
import { copySqlite, requireIntegrity } from '../db/sqlite-copy.ts';
import { migrateSqlite } from '../db/sqlite-migrate.ts';
import { tableShapes } from '../db/table-shapes.ts';
import type { BackupManifest } from './manifest.ts';

/** A consistent copy of the whole database as one SQLite file, whichever database it is in, and what is in it. */
export interface DatabaseCopy {
  readonly file: string;
  readonly manifest: Omit<BackupManifest, 'installationKey' | 'madeAt'>;
}

/** Copies while others write; checks the copy before it is trusted. */
export async function copyDatabase(
  config: Config,
  folder: string,
  report: (rows: number) => void
): Promise<DatabaseCopy> {
  const file = path.join(folder, 'copy.db');
  if (config.databaseUrl === null) copySqlite(sqliteFile(config), file);
  else await copyPostgres(config, file, report);
  return { file, manifest: await describe(file) };
}

/** All rows of one moment, into a new SQLite file: a backup can be restored without PostgreSQL. */
async function copyPostgres(config: Config, file: string, report: (rows: number) => void): Promise<void> {
  const from = await openStore(config);
  try {
    const to = await migrateSqlite(file);
    try {
      const tables = await snapshot(from.db, (db) =>
        copyData({ from: { ...from, db }, to, fromAddress: config.databaseUrl ?? '' }, ({ rows }) => report(rows))
      );
      const different = tables.filter(({ isSame }) => !isSame).map(({ table }) => table);
      if (different.length > 0) throw new Error(`the copy differs in ${different.join(', ')}`);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
  requireIntegrity(file);
}

async function describe(file: string): Promise<DatabaseCopy['manifest']> {
  const store = openSqlite(file);
  try {
    const { applied } = await schemaState(store.db);
    const rows: Record<string, number> = {};
    for (const { name } of await tableShapes()) {
      const counted = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(name)}`.execute(store.db);
      rows[name] = counted.rows[0]?.n ?? 0;
    }
    await store.close(); // before the file is hashed: closing writes what is left in its log
    const sha256 = await sha256Of(file);
    return { schema: 'hailong-backup/1', migrations: [...applied], rows, bytes: statSync(file).size, sha256 };
  } catch (error) {
    await store.close();
    throw error;
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
