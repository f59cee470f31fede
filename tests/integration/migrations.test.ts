import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { openPostgres, openSqlite } from '../../src/lib/server/db/connect.ts';
import { migrate } from '../../src/lib/server/db/migrate.ts';
import { startPostgres } from '../support/postgres.ts';

describe('migrations', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it('make the same tables and columns on PostgreSQL as on SQLite', async () => {
    const store = openSqlite(':memory:');
    const made = await store.gate.exclusively(async (db) => {
      await migrate(db);
      const rows = await sql<{ t: string; c: string }>`
        SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`.execute(
        db
      );
      return rows.rows.map(({ t, c }) => `${t}.${c}`);
    });
    await store.close();
    const db = openPostgres(server.url);
    const { applied } = await migrate(db);
    const { rows } = await sql<{ name: string }>`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`.execute(
      db
    );
    expect(applied).toEqual(Object.keys(migrations));
    expect((await migrate(db)).applied).toEqual([]);
    const ours = (names: readonly string[]) =>
      names.filter((name) => !name.startsWith('kysely') && !name.startsWith('sqlite')).sort();
    expect(ours(rows.map((row) => row.name))).toEqual(ours(made));
    await db.destroy();
  });
});
