import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../../../../migrations/index.ts';

export interface SchemaState {
  /** Names of the migrations that the database has, and of those that it lacks, in order. */
  readonly applied: readonly string[];
  readonly missing: readonly string[];
}

export const NEWEST_MIGRATION = Object.keys(migrations).sort().at(-1) ?? '';

/** Which migrations the database has. Throws when it has one that this program does not know: it was made by a newer one. */
export async function schemaState<T>(db: Kysely<T>): Promise<SchemaState> {
  const applied = await appliedTo(db);
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new Error(
      `the database has ${unknown.join(', ')}, which this version does not know: it was used by a newer version. ` +
        'Start that version, or restore a backup made by this one.'
    );
  }
  const missing = Object.keys(migrations).filter((name) => !applied.includes(name));
  return { applied, missing: missing.sort() };
}

async function appliedTo<T>(db: Kysely<T>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Throws with the names of the migrations that are missing, or with the one that is too new. */
export async function requireMigrated<T>(db: Kysely<T>): Promise<void> {
  const { applied, missing } = await schemaState(db);
  if (missing.length === 0) return;
  throw new Error(
    `the database ${applied.length === 0 ? 'is empty' : `lacks ${missing.join(', ')}`}: ` +
      'run `hailong migrate` with the same DATABASE_URL, then start again.'
  );
}

/**
 * Applies the migrations that are missing, in order; gives their names. Throws with the name of the one that failed, or
 * when the database is newer than this program. On PostgreSQL kysely's migrator holds an advisory lock meanwhile.
 */
export async function migrate<T>(db: Kysely<T>): Promise<readonly string[]> {
  await schemaState(db);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(failed ? `migration ${failed.migrationName} failed: ${reason}` : `cannot migrate: ${reason}`);
  }
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}
