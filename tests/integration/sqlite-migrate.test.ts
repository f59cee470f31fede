import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { openStore } from '../../src/lib/server/db/connect.ts';
import { openSqlite } from '../../src/lib/server/db/sqlite.ts';
import { migrateSqlite } from '../../src/lib/server/db/sqlite-migrate.ts';
import { hailong } from '../support/command.ts';

const FIRST = '0005_comment_and_test';
const ROUNDS = 4;

describe('a SQLite file of an older version', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hailong-migrate-'));
    file = join(folder, 'hailong.db');
    const store = openSqlite(file);
    await store.gate.run(async (db) => {
      const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
      const { error } = await migrator.migrateTo('0004_people');
      if (error) throw error;
      await sql`INSERT INTO unit VALUES ('u', 'u', 'Xã Thử', 'xã', '2025-07-01', NULL)`.execute(db);
    });
    await store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const copies = () => readdirSync(folder).filter((name) => name.startsWith('before-'));
  const applied = (name: string) => {
    const db = new Sqlite(join(folder, name), { readonly: true });
    const rows = db.prepare<[], { name: string }>('SELECT name FROM kysely_migration ORDER BY name').all();
    const units = db.prepare<[], { name: string }>('SELECT name FROM unit').all();
    db.close();
    return { newest: rows.at(-1)?.name, units: units.map((unit) => unit.name) };
  };

  it('is copied whole before it is migrated, and not again', async () => {
    await (await migrateSqlite(file)).close();
    expect(copies()).toEqual([`before-${FIRST}.db`]);
    expect(applied(`before-${FIRST}.db`)).toEqual({ newest: '0004_people', units: ['Xã Thử'] });
    expect(applied('hailong.db')).toEqual({ newest: Object.keys(migrations).sort().at(-1), units: ['Xã Thử'] });
    await (await migrateSqlite(file)).close();
    expect(copies()).toHaveLength(1);
  });

  it('stands in a folder that no other account may enter, where the program makes the folder', async () => {
    const dataDir = join(folder, 'new', 'data');
    await (await openStore({ databaseUrl: null, dataDir })).close();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('keeps the newest two copies', async () => {
    for (const [i, name] of ['before-0002.db', 'before-0003.db'].entries()) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), 1_000 + i, 1_000 + i);
    }
    await (await migrateSqlite(file)).close();
    expect(copies().sort()).toEqual(['before-0003.db', `before-${FIRST}.db`]);
  });

  it('is not touched where the copy fails', async () => {
    mkdirSync(join(folder, `before-${FIRST}.db`, 'in-the-way'), { recursive: true });
    await expect(migrateSqlite(file)).rejects.toThrow(/the copy before it failed: .*Nothing was changed/);
    expect(applied('hailong.db').newest).toBe('0004_people');
    expect(copies()).toEqual([`before-${FIRST}.db`]);
  });

  it('is refused where it is newer than the program', async () => {
    await (await migrateSqlite(file)).close();
    const db = new Sqlite(file);
    db.exec(`INSERT INTO kysely_migration VALUES ('9999_of_the_future', '')`);
    db.close();
    await expect(migrateSqlite(file)).rejects.toThrow(/9999_of_the_future.*newer version/);
  });

  it('is migrated once by two that open it at the same time, and copied before', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const data = join(folder, `round-${round}`);
      mkdirSync(data);
      copyFileSync(file, join(data, 'hailong.db'));
      await Promise.all([1, 2].map(() => hailong(['migrate', '--data', data])));
      expect(readdirSync(data).filter((name) => name.startsWith('before-'))).toEqual([`before-${FIRST}.db`]);
      expect(applied(join(`round-${round}`, 'hailong.db')).newest).toBe(Object.keys(migrations).sort().at(-1));
    }
  });

  it('needs no copy where it is new: two that make it at the same time make it once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const data = join(folder, `new-${round}`);
      await Promise.all([1, 2].map(() => hailong(['migrate', '--data', data])));
      expect(readdirSync(data).filter((name) => name.startsWith('before-'))).toEqual([]);
    }
  });
});
