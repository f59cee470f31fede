import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

/** What services/organisation/directory.ts keeps in memory beside what migration 0009 lists. */
const DIRECTORY = ['unit_name', 'unit_succession', 'counter_move'];

/**
 * What units were called before, which counters came from where, and what is known of a counter beside its name. The
 * present name stays in `unit`, the present place in `counter`: these tables hold only what has ended.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int64, table } = columnsOf(db);
  await db.schema
    .createTable('unit_name')
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('valid_from', text, (c) => c.notNull())
    .addColumn('valid_to', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('unit_name_key', ['unit', 'valid_from'])
    .modifyEnd(table)
    .execute();

  await db.schema
    .createTable('counter_move')
    .addColumn('counter', text, (c) => c.notNull().references('counter.id'))
    .addColumn('from_unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('to_unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('on_day', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('counter_move_key', ['counter', 'on_day'])
    .modifyEnd(table)
    .execute();

  const one = (name: string, column: string) =>
    db.schema
      .alterTable(name)
      .addColumn(column, int64, (c) => c.notNull().defaultTo(1))
      .execute();
  await one('unit', 'revision');
  await one('counter', 'revision');
  for (const [column, empty] of [
    ['service_fields', '[]'],
    ['hours', '[[],[],[],[],[],[],[]]'],
    ['closed_days', '[]']
  ] as const) {
    await db.schema
      .alterTable('counter')
      .addColumn(column, text, (c) => c.notNull().defaultTo(empty))
      .execute();
  }
  for (const name of DIRECTORY) await countChanges(db, name);
}

/** As migration 0009 does for the tables of then. */
async function countChanges(db: Kysely<unknown>, name: string): Promise<void> {
  if (columnsOf(db).dialect === 'postgres') {
    await sql`CREATE TRIGGER ${sql.ref(`${name}_counted`)} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
      ON ${sql.table(name)} FOR EACH STATEMENT EXECUTE FUNCTION count_directory_change()`.execute(db);
    return;
  }
  for (const act of ['insert', 'update', 'delete']) {
    await sql`CREATE TRIGGER ${sql.ref(`${name}_${act}_counted`)} AFTER ${sql.raw(act)} ON ${sql.table(name)}
      BEGIN UPDATE directory_change SET changes = changes + 1; END`.execute(db);
  }
}
