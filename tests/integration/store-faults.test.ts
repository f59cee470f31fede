import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

describe('a store that fails', () => {
  let province: TestProvince;
  beforeEach(async () => {
    province = await aProvince();
  });
  afterEach(() => province.end());

  const count = async () => (await province.ctx.db.selectFrom('response').select('id').execute()).length;

  it('is said to be busy while another process holds the lock, and takes the same response afterwards', async () => {
    const other = new Sqlite(join(province.dataDir, 'hailong.db'));
    other.exec('BEGIN IMMEDIATE');
    const response = aResponse(province);
    await expect(submitResponses(province.ctx, [response])).rejects.toMatchObject({ code: 'store.busy' });
    other.exec('ROLLBACK');
    other.close();
    expect(await count()).toBe(0);
    expect((await submitResponses(province.ctx, [response]))[0]?.status).toBe('stored');
  });

  it('waits for a lock without blocking: what this very process does meanwhile can end the wait', async () => {
    const other = new Sqlite(join(province.dataDir, 'hailong.db'));
    other.exec('BEGIN IMMEDIATE');
    setImmediate(() => {
      other.exec('ROLLBACK');
      other.close();
    });
    expect((await submitResponses(province.ctx, [aResponse(province)]))[0]?.status).toBe('stored');
  });

  it('is said to be full when no page can be added: nothing is acknowledged, everything before stays, and it recovers', async () => {
    const limit = (pages: number) =>
      province.ctx.gate.run(async (db) => {
        await sql.raw(`PRAGMA max_page_count = ${pages}`).execute(db);
      });
    await limit(1); // SQLite takes the present size as the floor: not one page more
    const refused: unknown[] = [];
    let stored = 0;
    for (let i = 0; i < 400; i += 1) {
      const batch = [aResponse(province, { comment: 'x'.repeat(400) })];
      await submitResponses(province.ctx, batch).then(
        () => (stored += 1),
        (fault: unknown) => refused.push(fault)
      );
    }
    expect(refused.length).toBeGreaterThan(0);
    for (const fault of refused) expect(fault).toMatchObject({ code: 'store.full' });
    expect(await count()).toBe(stored);
    await limit(1_000_000);
    expect((await submitResponses(province.ctx, [aResponse(province)]))[0]?.status).toBe('stored');
    expect((await verify(province.ctx.db, province.ctx.directory)).differences).toEqual([]);
  });

  it('rolls back a job that throws, alone: its neighbours in the same commit are stored', async () => {
    const { gate } = province.ctx;
    const broken = gate.run(async (db) => {
      await db.insertInto('setting').values({ name: 'half', value: 'written' }).execute();
      throw new Error('broken');
    });
    const sound = submitResponses(province.ctx, [aResponse(province)]);
    await expect(broken).rejects.toThrow('broken');
    expect((await sound)[0]?.status).toBe('stored');
    const half = await province.ctx.db.selectFrom('setting').selectAll().where('name', '=', 'half').execute();
    expect(half).toEqual([]);
  });
});
