import { sql, type Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

interface Schema {
  directory_change: { id: number; changes: number };
}

/** What services/organisation/directory.ts keeps in memory. */
const DIRECTORY = [
  'unit',
  'unit_parent',
  'counter',
  'link',
  'questionnaire_version',
  'criteria_set',
  'round',
  'round_unit',
  'setting'
];

/**
 * A count of the changes to the directory, kept by triggers, so that no service and no administrator at the database can
 * forget it: the other servers see it within a second. A migration that makes one of these tables anew makes its
 * triggers anew (a test asks). On PostgreSQL the arrivals get a schema of their own, which is left out of dumps of the
 * main one; unlogged, for they are evidence and not answers.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { dialect, int64, table } = columnsOf(db);
  await db.schema
    .createTable('directory_change')
    .addColumn('id', int64, (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('changes', int64, (c) => c.notNull())
    .modifyEnd(table)
    .execute();
  await db.insertInto('directory_change').values({ id: 1, changes: 0 }).execute();
  if (dialect === 'sqlite') await countOnSqlite(db);
  else await countOnPostgres(db);
}

async function countOnSqlite(db: Kysely<Schema>): Promise<void> {
  for (const name of DIRECTORY) {
    for (const act of ['insert', 'update', 'delete']) {
      const trigger = sql.ref(`${name}_${act}_counted`);
      await sql`CREATE TRIGGER ${trigger} AFTER ${sql.raw(act)} ON ${sql.table(name)}
        BEGIN UPDATE directory_change SET changes = changes + 1; END`.execute(db);
    }
  }
}

async function countOnPostgres(db: Kysely<Schema>): Promise<void> {
  await sql`CREATE FUNCTION count_directory_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN UPDATE directory_change SET changes = changes + 1; RETURN NULL; END $$`.execute(db);
  for (const name of DIRECTORY) {
    await sql`CREATE TRIGGER ${sql.ref(`${name}_counted`)} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
      ON ${sql.table(name)} FOR EACH STATEMENT EXECUTE FUNCTION count_directory_change()`.execute(db);
  }
  await sql`CREATE SCHEMA arrivals`.execute(db);
  await sql`CREATE UNLOGGED TABLE arrivals.arrival (response text PRIMARY KEY, received_at bigint NOT NULL,
    duration_s double precision, device text)`.execute(db);
  await sql`CREATE INDEX arrival_by_time ON arrivals.arrival (received_at)`.execute(db);
}
