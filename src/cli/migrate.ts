import { openStore } from '../lib/server/db/connect.ts';
import { migrate, NEWEST_MIGRATION } from '../lib/server/db/migrate.ts';
import { openPostgresAlone } from '../lib/server/db/postgres.ts';
import type { Arguments } from './main.ts';
import { configOf } from './open.ts';

/** Brings the schema up to date: PostgreSQL's here and nowhere else; SQLite's by opening it, as every start does. */
export async function run(args: Arguments): Promise<number> {
  const config = configOf(args);
  if (config.databaseUrl === null) {
    const store = await openStore(config);
    await store.close();
    console.log(`${config.dataDir}: schema ${NEWEST_MIGRATION}`);
    return 0;
  }
  const db = openPostgresAlone(config.databaseUrl);
  try {
    for (const name of await migrate(db)) console.log(`applied ${name}`);
    console.log(`PostgreSQL: schema ${NEWEST_MIGRATION}`);
    return 0;
  } finally {
    await db.destroy();
  }
}
