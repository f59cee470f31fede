import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** Units with dates and successors, counters, links. A poster's link belongs to a counter or a unit, never to a round. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table, keyedTable } = columnsOf(db);

  await db.schema
    .createTable('setting')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('unit')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('code', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('valid_from', text, (c) => c.notNull())
    .addColumn('valid_to', text)
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('unit_parent')
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('parent', text, (c) => c.notNull().references('unit.id'))
    .addColumn('valid_from', text, (c) => c.notNull())
    .addColumn('valid_to', text)
    .addPrimaryKeyConstraint('unit_parent_key', ['unit', 'valid_from'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('unit_succession')
    .addColumn('from_unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('to_unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('on_day', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('unit_succession_key', ['from_unit', 'to_unit'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('counter')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('position', int64, (c) => c.notNull())
    .addColumn('valid_from', text, (c) => c.notNull())
    .addColumn('valid_to', text)
    .modifyEnd(table)
    .execute();
  await db.schema.createIndex('counter_by_unit').on('counter').columns(['unit', 'position']).execute();

  await db.schema
    .createTable('link')
    .addColumn('code', text, (c) => c.primaryKey())
    .addColumn('counter', text, (c) => c.notNull().references('counter.id'))
    .addColumn('channel', text, (c) => c.notNull())
    .addColumn('evidence', text, (c) => c.notNull())
    .addColumn('filing_mode', text)
    .addColumn('stage', text)
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('test_answers', int64, (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', int64, (c) => c.notNull())
    .modifyEnd(keyedTable)
    .execute();
  await db.schema.createIndex('link_by_counter').on('link').column('counter').execute();
}
