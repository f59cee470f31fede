import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/lib/server/config.ts';
import { openStore, type Store } from '../../../src/lib/server/db/connect.ts';
import { copyData } from '../../../src/lib/server/db/copy-data.ts';
import { openRuntime } from '../../../src/lib/server/runtime.ts';
import { submitResponses } from '../../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../../src/lib/server/services/store/verify.ts';
import { hailong } from '../../support/command.ts';
import { aPostgresDatabase, environmentOf, TEMPLATE } from '../../support/database.ts';
import { aProvince, aResponse, type TestProvince } from '../../support/province.ts';

const RESPONSES = 1_200;

describe('data moved from one database to another', () => {
  let province: TestProvince;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    province = await aProvince({ communes: 3 });
    const values = Array.from({ length: RESPONSES }, (_, i) =>
      aResponse(province, { link: province.codes[i % 3], comment: i % 7 === 0 ? `Ý kiến ${i}: “được”` : '' })
    );
    await submitResponses(province.ctx, values);
    await submitResponses(province.ctx, [{ ...values[0], comment: 'khác' }]);
    address = environmentOf(province.dataDir)['DATABASE_URL'] ?? '';
    folder = mkdtempSync(join(tmpdir(), 'hailong-copy-'));
  });
  afterAll(async () => {
    await province.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The same key as the province's, which a move takes along. */
  const openAt = (dataDir: string, databaseUrl?: string) => {
    const { DATABASE_URL: _, ...env } = environmentOf(province.dataDir);
    return openRuntime(
      parseConfig({
        ...env,
        HAILONG_DATA: dataDir,
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl })
      })
    );
  };

  it('from PostgreSQL to SQLite and on to another PostgreSQL is all there: every row, every cell, every receipt', async () => {
    const file = join(folder, 'moved', 'hailong.db');
    const there = await hailong(['migrate-data', '--from', address, '--to', `sqlite:${file}`]);
    expect(there.stdout).toMatch(/^same +response +1200 rows +[0-9a-f]{64}$/m);
    const second = await aPostgresDatabase(TEMPLATE);
    const back = await hailong(['migrate-data', '--from', `sqlite:${join(folder, 'moved')}`, '--to', second.url]);
    expect(back.stdout).toBe(there.stdout);
    for (const url of [undefined, second.url]) {
      const runtime = await openAt(join(folder, 'moved'), url);
      const { db, directory } = runtime.context;
      expect(await verify(db, directory)).toMatchObject({
        ...{ responses: RESPONSES, differences: [], firstBadAuditEntry: null }
      });
      const [stored] = await db.selectFrom('response').select(['id', 'receipt']).limit(1).execute();
      const known = await province.ctx.db
        .selectFrom('response')
        .select('receipt')
        .where('id', '=', stored?.id ?? '')
        .execute();
      expect(known).toEqual([{ receipt: stored?.receipt }]);
      expect((await submitResponses(runtime.context, [aResponse(province)]))[0]?.status).toBe('stored');
      await runtime.close();
    }
    await second.drop();
  });

  it('goes on where it was interrupted, and is not served before it is whole', async () => {
    const dataDir = join(folder, 'interrupted');
    const copy = async (progress?: Parameters<typeof copyData>[1]) => {
      const from = await openStore({ databaseUrl: address, dataDir: '' });
      const to: Store = await openStore({ databaseUrl: null, dataDir });
      try {
        return await copyData({ from, to, fromAddress: address }, progress);
      } finally {
        await from.close();
        await to.close();
      }
    };
    const interrupted = copy(({ table, rows }) => {
      if (table === 'response' && rows === 500) throw new Error('the power went');
    });
    await expect(interrupted).rejects.toThrow('the power went');
    await expect(openAt(dataDir)).rejects.toThrow('not finished');
    const pages: string[] = [];
    const copied = await copy(({ table }) => pages.push(table));
    expect(copied.every(({ isSame }) => isSame)).toBe(true);
    expect(copied.find(({ table }) => table === 'response')?.rows).toBe(RESPONSES);
    expect(pages.filter((table) => table === 'response')).toHaveLength(2);
    expect(pages).not.toContain('unit');
    const runtime = await openAt(dataDir);
    await runtime.close();
  });

  it('is refused into a database that holds other data, and changes nothing there', async () => {
    const other = await aProvince({ communes: 1 });
    const to = environmentOf(other.dataDir)['DATABASE_URL'] ?? '';
    const refused = hailong(['migrate-data', '--from', address, '--to', to]);
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('holds data already') });
    expect(await other.ctx.db.selectFrom('response').select('id').execute()).toEqual([]);
    await other.end();
  });

  it('shows a source that was written to meanwhile as a difference', async () => {
    const { url, drop } = await aPostgresDatabase(TEMPLATE);
    const from = await openStore({ databaseUrl: address, dataDir: '' });
    const to = await openStore({ databaseUrl: url, dataDir: '' });
    let written: Promise<unknown> | undefined;
    const copied = await copyData({ from, to, fromAddress: address }, ({ table }) => {
      if (table === 'unit_moment') written ??= submitResponses(province.ctx, [aResponse(province)]);
    });
    await written;
    expect(copied.filter(({ isSame }) => !isSame).map(({ table }) => table)).toContain('response');
    await from.close();
    await to.close();
    await drop();
  });
});
