import { PostgresAdapter, type Kysely } from 'kysely';

/** Which database this is: asked in db/ and by migrations only. */
export function dialectOf<T>(db: Kysely<T>): 'sqlite' | 'postgres' {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}
