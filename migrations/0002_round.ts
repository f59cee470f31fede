import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Published documents (frozen, named by their hash), campaigns, rounds with their frozen design, transactions N_h. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);

  for (const name of ['questionnaire_version', 'criteria_set']) {
    await db.schema
      .createTable(name)
      .addColumn('hash', text, (c) => c.primaryKey())
      .addColumn('document', text, (c) => c.notNull())
      .addColumn('published_at', int64, (c) => c.notNull())
      .modifyEnd(table)
      .execute();
  }

  await db.schema
    .createTable('campaign')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('round')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('campaign', text, (c) => c.notNull().references('campaign.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('opens_on', text, (c) => c.notNull())
    .addColumn('closes_on', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('questionnaire', text, (c) => c.notNull().references('questionnaire_version.hash'))
    .addColumn('criteria_set', text, (c) => c.notNull().references('criteria_set.hash'))
    .addColumn('design', text, (c) => c.notNull())
    .addColumn('previous_round', text, (c) => c.references('round.id'))
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('round_by_status').on('round').columns(['status', 'opens_on']).execute();

  // `path` is the unit's path when the round opened, ids joined by '/': figures "as then" need no dates.
  await db.schema
    .createTable('round_unit')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('target', int64)
    .addPrimaryKeyConstraint('round_unit_key', ['round', 'unit'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('transactions')
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('respondent_type', text, (c) => c.notNull())
    .addColumn('filing_mode', text, (c) => c.notNull())
    .addColumn('provisional', int64, (c) => c.notNull())
    .addColumn('settled', int64, (c) => c.notNull())
    .addPrimaryKeyConstraint('transactions_key', ['round', 'unit', 'respondent_type', 'filing_mode', 'provisional'])
    .addCheckConstraint('transactions_settled', sql`settled >= 0`)
    .modifyEnd(table)
    .execute();
}
