import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * What is written down beside the simulated points: the official results of past years, and what a province claims for
 * itself by criterion of a whole set, for a report period.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, real, table } = columnsOf(db);
  await db.schema
    .createTable('official_result')
    .addColumn('year', int64, (c) => c.notNull())
    .addColumn('measure', text, (c) => c.notNull())
    .addColumn('value', real, (c) => c.notNull())
    .addColumn('max', real, (c) => c.notNull())
    .addColumn('rank', int64)
    .addColumn('rank_of', int64)
    .addColumn('source', text, (c) => c.notNull())
    .addColumn('published_on', text, (c) => c.notNull())
    .addColumn('revision', int64, (c) => c.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('official_result_key', ['year', 'measure'])
    .addCheckConstraint('official_result_measure', sql`measure IN ('par_index', 'sipas', 'pci', 'papi')`)
    .modifyEnd(table)
    .execute();
  await db.schema
    .createTable('self_assessment')
    .addColumn('period', text, (c) => c.notNull().references('report_period.id'))
    .addColumn('criteria_set', text, (c) => c.notNull())
    .addColumn('criterion', text, (c) => c.notNull())
    .addColumn('claimed', real)
    .addColumn('evidence', text, (c) => c.notNull().defaultTo(''))
    .addColumn('agency', text, (c) => c.notNull().defaultTo(''))
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('revision', int64, (c) => c.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('self_assessment_key', ['period', 'criteria_set', 'criterion'])
    .addCheckConstraint('self_assessment_status', sql`status IN ('open', 'working', 'done')`)
    .modifyEnd(table)
    .execute();
}
