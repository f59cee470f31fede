import { type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * What is published of closed rounds: a document a version of the scorecard, with the sizes (kept from every reader) by
 * which a later version is judged; what units say beside their figures; and who publishes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('round_results')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('version', int64, (c) => c.notNull())
    .addColumn('made_at', int64, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .addColumn('sizes', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('round_results_key', ['round', 'version'])
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('results_reply')
    .addColumn('round', text, (c) => c.notNull())
    .addColumn('version', int64, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('text', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('written_at', int64, (c) => c.notNull())
    .addPrimaryKeyConstraint('results_reply_key', ['round', 'version', 'unit'])
    .addForeignKeyConstraint('results_reply_of', ['round', 'version'], 'round_results', ['round', 'version'])
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('publisher')
    .addColumn('unit', text, (c) => c.primaryKey().references('unit.id'))
    .addColumn('agency', text, (c) => c.notNull())
    .addColumn('contact', text, (c) => c.notNull())
    .addColumn('payer', text, (c) => c.notNull())
    .addColumn('embed_origins', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
}
