import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBackupKey } from '../../src/lib/server/backup/seal.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { makeBackup, startBackup } from '../../src/lib/server/services/store/backups.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { hailong } from '../support/command.ts';
import { environmentOf } from '../support/database.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

let runtime: TestRuntime;
let province: Province;
let ctx: Context;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hailong-headroom-'));
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 1, people: false });
  const recipients = [(await newBackupKey()).recipient, (await newBackupKey()).recipient];
  const config = { ...runtime.config, headroomBytes: 1e18, backup: { dir: join(folder, 'backups'), recipients } };
  ctx = { ...runtime.program(), config };
});
afterAll(async () => {
  await runtime.end();
  rmSync(folder, { recursive: true });
});

describe('on a disk with less room than is kept for answers', () => {
  it('jobs and backups are refused, and nothing is left of them', async () => {
    await expect(startBackup(ctx)).rejects.toMatchObject({ code: 'store.headroom' });
    await expect(makeBackup(ctx, () => undefined)).rejects.toMatchObject({ code: 'store.headroom' });
    expect(await ctx.db.selectFrom('job').select('id').execute()).toEqual([]);
  });

  it('an export is refused before it writes', async () => {
    const out = join(folder, 'out');
    const { dataDir } = runtime.config;
    const env = { HAILONG_DATA: dataDir, ...environmentOf(dataDir), HAILONG_HEADROOM_MB: '999999999' };
    const asked = hailong(['export', 'responses', '--round', province.round, '--out', out], env);
    await expect(asked).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('store.headroom') });
    expect(existsSync(out)).toBe(false);
  });

  it('answers are still taken', async () => {
    const [result] = await submitResponses(ctx, [aResponse(province, province.communes[0]?.links[0] ?? '')]);
    expect(result?.status).toBe('stored');
  });
});
