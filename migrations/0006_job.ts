import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Work that takes longer than a request: queued, leased by one server at a time, with its progress and what came out.
 * With it what the first job computes: the analysis of a round from its responses, and the shares it may be raked to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, real, bytes, table } = columnsOf(db);

  await db.schema
    .createTable('job')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('kind', text, (c) => c.notNull())
    // What is worked on, as people see it in the list: a unit or a round.
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('input', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('created_at', int64, (c) => c.notNull())
    .addColumn('started_at', int64)
    .addColumn('finished_at', int64)
    .addColumn('done', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('total', int64)
    .addColumn('fault', text)
    .addColumn('cancelled', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('attempts', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('worker', text)
    .addColumn('lease_until', int64)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('job_by_status').on('job').columns(['status', 'created_at']).execute();

  await db.schema
    .createTable('job_output')
    .addColumn('job', text, (c) => c.notNull().references('job.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('sha256', text, (c) => c.notNull())
    .addColumn('body', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('job_output_key', ['job', 'name'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('round_analysis')
    .addColumn('round', text, (c) => c.primaryKey().references('round.id'))
    .addColumn('computed_at', int64, (c) => c.notNull())
    .addColumn('result', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('margin')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('question', text, (c) => c.notNull())
    .addColumn('category', text, (c) => c.notNull())
    .addColumn('share', real, (c) => c.notNull())
    .addPrimaryKeyConstraint('margin_key', ['round', 'question', 'category'])
    .modifyEnd(table)
    .execute();
}
