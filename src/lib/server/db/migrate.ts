import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../../../../migrations/index.ts';

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly newest: string;
}

/**
 * Applies the migrations that are missing, in order. Throws with the name of the one that failed, or when the database
 * has one that this program does not know: old code never works on a newer schema.
 */
export async function migrate<T>(db: Kysely<T>): Promise<MigrationReport> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(failed ? `migration ${failed.migrationName} failed: ${reason}` : `cannot migrate: ${reason}`);
  }
  const applied = (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
  return { applied, newest: Object.keys(migrations).sort().at(-1) ?? '' };
}
