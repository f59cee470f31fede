import { type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** What is to be done for a criterion, by whom, until when; and how far it has come, once a quarter. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('plan_task')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('criterion', text, (c) => c.notNull())
    .addColumn('title', text, (c) => c.notNull())
    .addColumn('expected', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('due_on', text, (c) => c.notNull())
    .addColumn('done_on', text)
    .addColumn('evidence', text, (c) => c.notNull())
    .addColumn('revision', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('plan_task_by_unit').on('plan_task').columns(['unit', 'due_on']).execute();
  await db.schema
    .createTable('plan_progress')
    .addColumn('task', text, (c) => c.notNull().references('plan_task.id'))
    .addColumn('quarter', text, (c) => c.notNull())
    .addColumn('percent', int64, (c) => c.notNull())
    .addColumn('note', text, (c) => c.notNull())
    .addColumn('written_at', int64, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('plan_progress_key', ['task', 'quarter'])
    .modifyEnd(table)
    .execute();
}
