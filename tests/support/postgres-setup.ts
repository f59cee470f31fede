import process from 'node:process';
import { sql } from 'kysely';
import { migrate } from '../../src/lib/server/db/migrate.ts';
import { openPostgresAlone } from '../../src/lib/server/db/postgres.ts';
import { SERVER_VARIABLE, TEMPLATE } from './database.ts';
import { startPostgres } from './postgres.ts';

/** One PostgreSQL for all test files of the run; each installation gets a database of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  // Hundreds of small databases come and go; what a power cut leaves of them is nobody's question here.
  const server = await startPostgres(['fsync=off', 'max_connections=300']);
  process.env[SERVER_VARIABLE] = server.url;
  const admin = openPostgresAlone(server.url);
  await sql.raw(`CREATE DATABASE ${TEMPLATE}`).execute(admin);
  await admin.destroy();
  const url = new URL(server.url);
  url.pathname = TEMPLATE;
  const template = openPostgresAlone(url.href);
  await migrate(template);
  await template.destroy();
  return server.stop;
}
