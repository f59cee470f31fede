import { createHash, randomUUID } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';

/** Which database this run's installations use: vite.config.ts has a project for each. */
export const DIALECT = process.env['HAILONG_TEST_DIALECT'] === 'postgres' ? 'postgres' : 'sqlite';

/** The variable with the address of the run's PostgreSQL, and its migrated, empty database to copy. */
export const SERVER_VARIABLE = 'HAILONG_TEST_POSTGRES';
export const TEMPLATE = 'hailong_template';

/** The environment of the installation in a folder, for the server or a command that is started as a process. */
const environments = new Map<string, Readonly<Record<string, string>>>();

export function environmentOf(dataDir: string): Readonly<Record<string, string>> {
  return environments.get(dataDir) ?? {};
}

export interface TestDatabase {
  /** Settings that lead to it, HAILONG_DATA among them. */
  readonly env: Readonly<Record<string, string>>;
  readonly drop: () => Promise<void>;
}

/** The database of an installation in a folder: SQLite in it, or a migrated one of its own on the run's PostgreSQL. */
export async function aDatabase(dataDir: string): Promise<TestDatabase> {
  if (DIALECT === 'sqlite') return { env: { HAILONG_DATA: dataDir }, drop: () => Promise.resolve() };
  const { url, drop } = await aPostgresDatabase(TEMPLATE);
  const secret = createHash('sha256').update(dataDir).digest('hex');
  const env = { HAILONG_DATA: dataDir, DATABASE_URL: url, HAILONG_SECRET: secret };
  environments.set(dataDir, env);
  return { env, drop };
}

/** A database on the run's PostgreSQL: a copy of `template`, by default an empty one. */
export async function aPostgresDatabase(template = 'template0'): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl());
  url.pathname = name;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function serverUrl(): string {
  const url = process.env[SERVER_VARIABLE];
  if (url === undefined) throw new Error(`${SERVER_VARIABLE} is not set: no PostgreSQL was started for this run`);
  return url;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
