import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import type { Db } from '../../src/lib/server/db/connect.ts';
import { migrate } from '../../src/lib/server/db/migrate.ts';
import { openPostgresAlone } from '../../src/lib/server/db/postgres.ts';
import { openSqlite } from '../../src/lib/server/db/sqlite.ts';
import { startPostgres } from '../support/postgres.ts';

describe('migrations', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it('make the same tables and columns on PostgreSQL as on SQLite', async () => {
    const store = openSqlite(':memory:');
    const made = await store.gate.run(async (db) => {
      await migrate(db);
      const rows = await sql<{ t: string; c: string }>`
        SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`.execute(
        db
      );
      return rows.rows.map(({ t, c }) => `${t}.${c}`);
    });
    await store.close();
    const db = openPostgresAlone(server.url);
    const applied = await migrate(db);
    const { rows } = await sql<{ name: string }>`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`.execute(
      db
    );
    expect(applied).toEqual(Object.keys(migrations));
    expect(await migrate(db)).toEqual([]);
    const ours = (names: readonly string[]) =>
      names.filter((name) => !name.startsWith('kysely') && !name.startsWith('sqlite')).sort();
    expect(ours(rows.map((row) => row.name))).toEqual(ours(made));
    await db.destroy();
  });

  it('count every change of what the directory holds in memory, on both', async () => {
    const counted = [
      ...['counter', 'counter_move', 'criteria_set', 'link', 'questionnaire_version', 'round', 'round_unit', 'setting'],
      ...['unit', 'unit_name', 'unit_parent', 'unit_succession']
    ].flatMap((table) => ['DELETE', 'INSERT', 'UPDATE'].map((act) => `${table} ${act}`));
    const store = openSqlite(':memory:');
    const made = await store.gate.run(async (db) => {
      await migrate(db);
      return sql<{ name: string }>`SELECT tbl_name || ' ' || upper(substr(name, length(tbl_name) + 2, 6)) AS name
        FROM sqlite_master WHERE type = 'trigger'`.execute(db);
    });
    await store.close();
    const db = openPostgresAlone(server.url);
    await migrate(db);
    const found = await sql<{ name: string }>`SELECT event_object_table || ' ' || event_manipulation AS name
      FROM information_schema.triggers WHERE trigger_schema = 'public'`.execute(db);
    await db.destroy();
    expect(made.rows.map(({ name }) => name).sort()).toEqual(counted);
    expect(found.rows.map(({ name }) => name).sort()).toEqual(counted);
  });

  const databases: readonly [string, (work: (db: Db) => Promise<void>) => Promise<void>][] = [
    [
      'SQLite',
      async (work) => {
        const store = openSqlite(':memory:');
        await store.gate.run(work);
        await store.close();
      }
    ],
    [
      'PostgreSQL',
      async (work) => {
        const admin = openPostgresAlone(server.url);
        await sql`CREATE DATABASE filled`.execute(admin);
        await admin.destroy();
        const db = openPostgresAlone(server.url.replace(/postgres$/, 'filled'));
        await work(db);
        await db.destroy();
      }
    ]
  ];

  it.each(databases)('carry comments, asides and test modes of a filled %s over', async (_, open) => {
    await open(async (db) => {
      await fillAsOf0004(db);
      const before = Date.now();
      await migrate(db);
      const comments = await sql`SELECT * FROM comment ORDER BY id`.execute(db);
      expect(comments.rows).toEqual([
        { id: 'c1', round: 'r', unit: 'u', body: 'Cần thêm ghế.' },
        { id: 'c2', round: 'r', unit: 'u', body: 'Quầy 2 chậm.' }
      ]);
      const asides = await sql<{
        payload: string;
      }>`SELECT payload FROM response_aside ORDER BY id, payload_hash`.execute(db);
      expect(asides.rows.slice(0, 2).map(({ payload }) => JSON.parse(payload))).toEqual([
        { answers: { 'A1.1': 1 }, hasComment: true },
        { answers: { 'A1.1': 2 }, hasComment: false }
      ]);
      expect(asides.rows).toHaveLength(702);
      expect(asides.rows.filter(({ payload }) => payload.includes('Bí mật'))).toEqual([]);
      const links = await sql<{ test_until: number | null }>`SELECT test_until FROM link ORDER BY code`.execute(db);
      const [trial, other] = links.rows.map((row) => row.test_until);
      expect(trial).toBeGreaterThanOrEqual(before + 2 * 3_600_000);
      expect(other).toBeNull();
    });
  });
});

/** Rows as version 0004 wrote them. */
async function fillAsOf0004(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error } = await migrator.migrateTo('0004_people');
  if (error) throw error;
  const run = (statement: string) => sql.raw(statement).execute(db);
  await run(`INSERT INTO unit VALUES ('u', 'u', 'U', 'xã', '2025-07-01', NULL)`);
  await run(`INSERT INTO counter VALUES ('k', 'u', 'Quầy', 0, '2025-07-01', NULL)`);
  await run(`INSERT INTO link (code, counter, channel, evidence, status, test_answers, created_at)
    VALUES ('A', 'k', 'qr', 'C', 'active', 1, 0), ('B', 'k', 'qr', 'C', 'active', 0, 0)`);
  await run(`INSERT INTO questionnaire_version VALUES ('q', '{}', 0)`);
  await run(`INSERT INTO criteria_set VALUES ('s', '{}', 0)`);
  await run(`INSERT INTO campaign VALUES ('p', 'P', 'u')`);
  await run(`INSERT INTO round (id, campaign, name, opens_on, closes_on, status, questionnaire, criteria_set, design)
    VALUES ('r', 'p', 'R', '2026-07-01', '2026-09-30', 'open', 'q', 's', '{}')`);
  await run(`INSERT INTO comment (id, round, unit, language, body, local_day)
    VALUES ('c2', 'r', 'u', 'vi', 'Quầy 2 chậm.', '2026-07-02'), ('c1', 'r', 'u', 'vi', 'Cần thêm ghế.', '2026-07-02')`);
  const aside = (id: string, hash: string, content: object) =>
    `('${id}', '${hash}', 'A', '${JSON.stringify(content)}', '2026-07-02')`;
  const rows = [
    aside('a0', 'h1', { answers: { 'A1.1': 1 }, comment: 'Bí mật' }),
    aside('a0', 'h2', { answers: { 'A1.1': 2 }, comment: '' }),
    ...Array.from({ length: 700 }, (_, i) => aside(`b${i % 9}`, `h${i}`, { comment: `Bí mật ${i}` }))
  ];
  await run(`INSERT INTO response_aside (id, payload_hash, link, payload, local_day) VALUES ${rows.join(', ')}`);
}
