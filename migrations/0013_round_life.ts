import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

interface Schema {
  round: { publish_on: string | null; closes_on: string };
}

/**
 * The life of a round: drafts with a revision for two editors, days of grace, publication date, scorecards (frozen, by
 * version), reopening by two persons of two agencies; report periods and what each unit owes.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .alterTable('round')
    .addColumn('grace_days', int64, (c) => c.notNull().defaultTo(7))
    .execute();
  await db.schema.alterTable('round').addColumn('publish_on', text).execute();
  await db.schema
    .alterTable('round')
    .addColumn('revision', int64, (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema.alterTable('round').addColumn('report_period', text).execute();
  await db.schema.alterTable('person').addColumn('agency', text).execute();

  await db.schema
    .createTable('scorecard')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('version', int64, (c) => c.notNull())
    .addColumn('made_at', int64, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('scorecard_key', ['round', 'version'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('round_reopening')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('version', int64, (c) => c.notNull())
    .addColumn('reason', text, (c) => c.notNull())
    .addColumn('asked_by', text, (c) => c.notNull())
    .addColumn('asked_at', int64, (c) => c.notNull())
    .addColumn('confirmed_by', text)
    .addColumn('confirmed_at', int64)
    .addPrimaryKeyConstraint('round_reopening_key', ['round', 'version'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('report_period')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('from_on', text, (c) => c.notNull())
    .addColumn('to_on', text, (c) => c.notNull())
    .addColumn('due_on', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('report_duty')
    .addColumn('period', text, (c) => c.notNull().references('report_period.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('done_on', text)
    .addPrimaryKeyConstraint('report_duty_key', ['period', 'unit', 'kind'])
    .addCheckConstraint('report_duty_kind', sql`kind IN ('transactions', 'report', 'plan')`)
    .modifyEnd(table)
    .execute();
}
