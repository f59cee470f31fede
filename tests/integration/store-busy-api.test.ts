import Sqlite from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type AppServer } from '../support/server.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

let province: TestProvince;
let app: AppServer;
beforeAll(async () => {
  province = await aProvince();
  await province.runtime.close();
  app = await startApp({ dataDir: province.dataDir });
});
afterAll(async () => {
  await app.stop();
  rmSync(province.dataDir, { recursive: true, force: true });
});

it('answers 503 with Retry-After while the database is locked, and stores the same request afterwards', async () => {
  const body = JSON.stringify({ responses: [aResponse(province)] });
  const post = () =>
    fetch(`${app.origin}/api/v1/responses`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const other = new Sqlite(join(province.dataDir, 'hailong.db'));
  other.exec('BEGIN IMMEDIATE');
  const refused = await post();
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
  expect(await refused.json()).toMatchObject({ problem: { code: 'store.busy' } });
  other.exec('ROLLBACK');
  other.close();
  expect(await (await post()).json()).toMatchObject({ results: [{ status: 'stored' }] });
});
