import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { openStore } from '../../../src/lib/server/db/connect.ts';
import { openPostgresAlone } from '../../../src/lib/server/db/postgres.ts';
import { hailong } from '../../support/command.ts';
import { aPostgresDatabase, TEMPLATE } from '../../support/database.ts';

const ROUNDS = 4;

describe('the schema of PostgreSQL', () => {
  it('is made by `hailong migrate` only: a server refuses an empty database, and changes nothing', async () => {
    const { url, drop } = await aPostgresDatabase();
    await expect(openStore({ databaseUrl: url, dataDir: '' })).rejects.toThrow(/is empty: run `hailong migrate`/);
    const serve = hailong(['serve'], { DATABASE_URL: url, HAILONG_SECRET: 'a'.repeat(64) });
    await expect(serve).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('hailong migrate') });
    await hailong(['migrate'], { DATABASE_URL: url });
    const store = await openStore({ databaseUrl: url, dataDir: '' });
    await store.close();
    await drop();
  });

  it('is refused where it is newer than the program, by servers and by `hailong migrate`', async () => {
    const { url, drop } = await aPostgresDatabase(TEMPLATE);
    const db = openPostgresAlone(url);
    await sql`INSERT INTO kysely_migration VALUES ('9999_of_the_future', '')`.execute(db);
    await db.destroy();
    await expect(openStore({ databaseUrl: url, dataDir: '' })).rejects.toThrow(/9999_of_the_future.*newer version/);
    await expect(hailong(['migrate'], { DATABASE_URL: url })).rejects.toMatchObject({ code: 1 });
    await drop();
  });

  it('is made once by two that migrate at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { url, drop } = await aPostgresDatabase();
      const both = await Promise.all([1, 2].map(() => hailong(['migrate'], { DATABASE_URL: url })));
      const applied = both.flatMap(({ stdout }) => [...stdout.matchAll(/^applied (\S+)$/gm)].map((match) => match[1]));
      expect(applied.sort()).toEqual(Object.keys(migrations).sort());
      await drop();
    }
  });
});
