import { type Kysely } from 'kysely';

/**
 * What every public page asks of the versions, in an index of its own: in the table it stands behind a document of
 * megabytes, which SQLite reads through to come to it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('round_results_head')
    .on('round_results')
    .columns(['round', 'version', 'made_at', 'hash'])
    .execute();
}
