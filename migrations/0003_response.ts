import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/**
 * Responses and the moments they are added to. Nothing here tells who answered, from where or at what time of day:
 * ids are random, the day is local, comments carry no response id.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, bytes, table, keyedTable } = columnsOf(db);

  await db.schema
    .createTable('response')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('counter', text, (c) => c.notNull().references('counter.id'))
    .addColumn('respondent_type', text, (c) => c.notNull())
    .addColumn('filing_mode', text, (c) => c.notNull())
    .addColumn('booklet', text, (c) => c.notNull())
    .addColumn('lane', text, (c) => c.notNull())
    .addColumn('language', text, (c) => c.notNull())
    .addColumn('answers', text, (c) => c.notNull())
    .addColumn('reasons', text, (c) => c.notNull())
    .addColumn('praise', text, (c) => c.notNull())
    .addColumn('who_filled', text)
    .addColumn('profile', text, (c) => c.notNull())
    .addColumn('local_day', text, (c) => c.notNull())
    .addColumn('payload_hash', text, (c) => c.notNull())
    .addColumn('receipt', text, (c) => c.notNull().unique())
    .addColumn('simulated', int64, (c) => c.notNull().defaultTo(0))
    .modifyEnd(keyedTable)
    .execute();
  await db.schema.createIndex('response_by_day').on('response').columns(['round', 'unit', 'local_day']).execute();

  await db.schema
    .createTable('response_aside')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('payload_hash', text, (c) => c.notNull())
    .addColumn('link', text, (c) => c.notNull())
    .addColumn('payload', text, (c) => c.notNull())
    .addColumn('local_day', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('response_aside_key', ['id', 'payload_hash'])
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('comment')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('language', text, (c) => c.notNull())
    .addColumn('body', text, (c) => c.notNull())
    .addColumn('local_day', text, (c) => c.notNull())
    .modifyEnd(keyedTable)
    .execute();
  await db.schema.createIndex('comment_by_unit').on('comment').columns(['round', 'unit', 'local_day']).execute();

  // Grains: see docs/ARCHITECTURE.md, "The grains". One packed row a cell.
  await db.schema
    .createTable('unit_moment')
    .addColumn('round', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull())
    .addColumn('respondent_type', text, (c) => c.notNull())
    .addColumn('filing_mode', text, (c) => c.notNull())
    .addColumn('lane', text, (c) => c.notNull())
    .addColumn('booklet', text, (c) => c.notNull())
    .addColumn('moments', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('unit_moment_key', ['round', 'unit', 'respondent_type', 'filing_mode', 'lane', 'booklet'])
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('counter_moment')
    .addColumn('round', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull())
    .addColumn('counter', text, (c) => c.notNull())
    .addColumn('respondent_type', text, (c) => c.notNull())
    .addColumn('filing_mode', text, (c) => c.notNull())
    .addColumn('lane', text, (c) => c.notNull())
    .addColumn('booklet', text, (c) => c.notNull())
    .addColumn('moments', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('counter_moment_key', [
      'round',
      'unit',
      'counter',
      'respondent_type',
      'filing_mode',
      'lane',
      'booklet'
    ])
    .modifyEnd(keyedTable)
    .execute();

  await db.schema
    .createTable('unit_day')
    .addColumn('round', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull())
    .addColumn('local_day', text, (c) => c.notNull())
    .addColumn('lane', text, (c) => c.notNull())
    .addColumn('moments', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('unit_day_key', ['round', 'unit', 'local_day', 'lane'])
    .modifyEnd(table)
    .execute();
}
