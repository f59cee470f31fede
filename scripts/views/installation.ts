import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/lib/server/db/migrate.ts';
import { openPostgresAlone } from '../../src/lib/server/db/postgres.ts';

export interface Installation {
  readonly env: Readonly<Record<string, string>>;
  /** Filled by a run before. */
  readonly isFilled: boolean;
}

/** The installation of a size in a folder: SQLite there, or a database of that name on a PostgreSQL server. */
export async function installationOf(folder: string, name: string, server: string | null): Promise<Installation> {
  const dataDir = path.join(folder, name);
  const isThere = existsSync(path.join(dataDir, server === null ? 'hailong.db' : 'arrivals.db'));
  mkdirSync(dataDir, { recursive: true });
  if (server === null) return { env: { HAILONG_DATA: dataDir }, isFilled: isThere };
  const url = new URL(server);
  url.pathname = `views_${name}`;
  const secret = createHash('sha256').update(name).digest('hex');
  const env = { HAILONG_DATA: dataDir, DATABASE_URL: url.href, HAILONG_SECRET: secret };
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [`views_${name}`]);
  const isFilled = known.rows.length > 0;
  if (!isFilled) await client.query(`CREATE DATABASE views_${name}`);
  await client.end();
  if (!isFilled) {
    const db = openPostgresAlone(url.href);
    await migrate(db);
    await db.destroy();
  }
  return { env, isFilled };
}
