import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeFault } from '../../../src/lib/server/db/faults.ts';
import { revokeLink } from '../../../src/lib/server/services/links/links.ts';
import { submitResponses } from '../../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../../src/lib/server/services/store/verify.ts';
import { environmentOf } from '../../support/database.ts';
import { aProvince, aResponse, type TestProvince } from '../../support/province.ts';

describe('a PostgreSQL that fails', () => {
  let province: TestProvince;
  let admin: pg.Client;
  beforeEach(async () => {
    province = await aProvince();
    admin = new pg.Client({ connectionString: environmentOf(province.dataDir)['DATABASE_URL'] });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await province.end();
  });

  const endAllOthers = () =>
    admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    );

  it('stores a response whose connection had been ended, once', async () => {
    const response = aResponse(province);
    await submitResponses(province.ctx, [aResponse(province)]);
    await endAllOthers();
    expect((await submitResponses(province.ctx, [response]))[0]?.status).toBe('stored');
    expect((await submitResponses(province.ctx, [response]))[0]?.status).toBe('duplicate');
    expect(await verify(province.ctx.db, province.ctx.directory)).toMatchObject({ responses: 2, differences: [] });
  });

  it('runs a job again whose connection was ended in the middle, with nothing left of the first time', async () => {
    let runs = 0;
    await province.ctx.gate.run(async (db) => {
      runs += 1;
      await db
        .insertInto('setting')
        .values({ name: 'once', value: String(runs) })
        .execute();
      if (runs === 1) await endAllOthers();
      await db.selectFrom('setting').select('name').execute();
    });
    const rows = await province.ctx.db.selectFrom('setting').select('value').where('name', '=', 'once').execute();
    expect(rows).toEqual([{ value: '2' }]);
  });

  it('is said to be busy while somebody holds a lock, and takes the same response afterwards', async () => {
    await admin.query('BEGIN');
    await admin.query('LOCK TABLE response IN EXCLUSIVE MODE');
    const response = aResponse(province);
    await expect(submitResponses(province.ctx, [response])).rejects.toMatchObject({ code: 'store.busy' });
    await admin.query('ROLLBACK');
    expect((await submitResponses(province.ctx, [response]))[0]?.status).toBe('stored');
  });

  it('takes submissions while a slow job holds the other lane', async () => {
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => (end = resolve));
    const slow = province.ctx.gate.run(async (db) => {
      await db.insertInto('setting').values({ name: 'slow', value: 'x' }).execute();
      await held;
    });
    expect((await submitResponses(province.ctx, [aResponse(province)]))[0]?.status).toBe('stored');
    end();
    await slow;
  });

  it('takes submissions, with their arrivals, while fifty slow reads use up the readers, who are told that it is busy', async () => {
    let ended = 0;
    const reads = Array.from({ length: 50 }, () =>
      sql`SELECT pg_sleep(4)`.execute(province.ctx.db).finally(() => (ended += 1))
    );
    const all = Promise.allSettled(reads);
    expect((await submitResponses(province.ctx, [aResponse(province)]))[0]?.status).toBe('stored');
    const arrivals = () => admin.query('SELECT 1 FROM arrivals.arrival').then(({ rowCount }) => rowCount);
    await expect.poll(arrivals).toBe(1);
    expect(ended).toBe(0);
    const refused = (await all).filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(storeFault(reason)).toMatchObject({ code: 'store.busy' });
  });

  it('does not fail a committed change whose reading back fails: it is seen as soon as the store can be read', async () => {
    const [code = ''] = province.codes;
    await admin.query('BEGIN');
    await admin.query('LOCK TABLE questionnaire_version IN ACCESS EXCLUSIVE MODE');
    await revokeLink(province.ctx, code);
    expect(province.ctx.directory.link(code)?.revoked).toBe(false);
    await admin.query('ROLLBACK');
    await expect.poll(() => province.ctx.directory.link(code)?.revoked, { timeout: 5_000 }).toBe(true);
  });

  it('is said to have failed when it is read-only, as a standby is', async () => {
    const fault = province.ctx.gate.run(async (db) => {
      await sql`SET TRANSACTION READ ONLY`.execute(db);
      await db.insertInto('setting').values({ name: 'never', value: 'x' }).execute();
    });
    await expect(fault).rejects.toMatchObject({ code: 'store.failed' });
  });

  it('stores a batch of two thousand, and the same again as repeats', async () => {
    const values = Array.from({ length: 2_000 }, () => aResponse(province));
    const first = await submitResponses(province.ctx, values);
    const again = await submitResponses(province.ctx, values);
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set(['stored']));
    expect(again).toEqual(first.map((result) => ({ ...result, status: 'duplicate' })));
    expect((await verify(province.ctx.db, province.ctx.directory)).differences).toEqual([]);
  });
});
