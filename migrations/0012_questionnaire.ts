import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Drafts of questionnaires, who published which document under what name, and recordings in languages that are heard. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, bytes, table } = columnsOf(db);

  // `revision` grows with every save: who saves an older one is told, with both versions.
  await db.schema
    .createTable('questionnaire_draft')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('revision', int64, (c) => c.notNull())
    .addColumn('based_on', text, (c) => c.references('questionnaire_version.hash'))
    .addColumn('updated_at', int64, (c) => c.notNull())
    .addColumn('updated_by', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  // Beside questionnaire_version and criteria_set, whose rows are the frozen documents alone.
  await db.schema
    .createTable('publication')
    .addColumn('hash', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('publisher', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('spoken_language')
    .addColumn('code', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  // A recording says one Vietnamese text: when the text changes it is not used any more, and older versions keep it.
  await db.schema
    .createTable('recording')
    .addColumn('language', text, (c) => c.notNull().references('spoken_language.code'))
    .addColumn('slot', text, (c) => c.notNull())
    .addColumn('text_hash', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('sha256', text, (c) => c.notNull())
    .addColumn('body', bytes, (c) => c.notNull())
    .addColumn('recorded_at', int64, (c) => c.notNull())
    .addColumn('recorded_by', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('recording_key', ['language', 'slot', 'text_hash'])
    .addCheckConstraint('recording_bytes', sql`length(body) <= 300000`)
    .modifyEnd(table)
    .execute();
}
