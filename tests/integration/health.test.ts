import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { newBackupKey } from '../../src/lib/server/backup/seal.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { keepBackup, makeBackup, noteDrill } from '../../src/lib/server/services/store/backups.ts';
import { healthView } from '../../src/lib/server/services/store/health.ts';
import { hailong } from '../support/command.ts';
import { environmentOf } from '../support/database.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { freePort } from '../support/port.ts';

const DAY_MS = 86_400_000;
const failure = v.object({ code: v.number(), stdout: v.string() });

let runtime: TestRuntime;
let province: Province;
let ctx: Context;
let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hailong-health-'));
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 1 });
  const recipients = [(await newBackupKey()).recipient, (await newBackupKey()).recipient];
  const dir = join(folder, 'backups');
  ctx = { ...runtime.program(), config: { ...runtime.config, backup: { dir, recipients } } };
  const { dataDir } = runtime.config;
  const backup = { HAILONG_BACKUP_DIR: dir, HAILONG_BACKUP_RECIPIENTS: recipients.join(',') };
  env = { HAILONG_DATA: dataDir, HAILONG_PORT: String(await freePort()), ...environmentOf(dataDir), ...backup };
});
afterAll(async () => {
  await runtime.end();
  rmSync(folder, { recursive: true });
});

const stateOf = async (id: string, at: Context = ctx) =>
  (await healthView(at)).checks.find((check) => check.id === id)?.state;

describe('the health of a running installation', () => {
  it('follows the backups: none, one, one that is too old, one that was opened', async () => {
    expect(await stateOf('backup')).toBe('none');
    const result = await makeBackup(ctx, () => undefined);
    await ctx.gate.run((db) => keepBackup({ ...ctx, db }, result));
    expect(await stateOf('backup')).toBe('ok');
    expect(await stateOf('backup', { ...ctx, now: () => Date.now() + 3 * DAY_MS })).toBe('old');
    expect(await stateOf('drill')).toBe('never');
    await noteDrill(ctx, (await healthView(ctx)).backups[0]?.sha256 ?? '');
    expect(await stateOf('drill')).toBe('ok');
  });

  it('is shown to administrators and auditors of the province, and to nobody else', async () => {
    for (const [role, person] of Object.entries(province.people)) {
      const asked = healthView({ ...ctx, actor: person.actor }).then(
        ({ mayBackup }) => ({ mayBackup }),
        (error: unknown) => String(error)
      );
      const mayBackup = role === 'province_admin' || role === 'system_admin';
      const told = mayBackup || role === 'auditor' ? { mayBackup } : expect.stringContaining('access.denied');
      expect(await asked, role).toEqual(told);
    }
  });
});

/** Exit code and output of `hailong doctor`. */
async function doctor(given: Readonly<Record<string, string>>): Promise<{ code: number; stdout: string }> {
  try {
    return { code: 0, stdout: (await hailong(['doctor'], given)).stdout };
  } catch (error) {
    return v.parse(failure, error);
  }
}

describe('hailong doctor', () => {
  it('finds nothing bad beside a running installation with a backup, and says so in both languages', async () => {
    const { code, stdout } = await doctor(env);
    expect(stdout).not.toContain('[ !! ]');
    expect(stdout).toContain('Mở cơ sở dữ liệu: mở được');
    expect(stdout).toContain('Opening the database: opened');
    expect(code).toBe(0);
  });

  it('makes nothing in a folder that is not there, and says what is missing', async () => {
    const none = join(folder, 'none');
    const { code, stdout } = await doctor({ HAILONG_DATA: none });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Opening the database: cannot be opened: .*no such file/);
    expect(existsSync(none)).toBe(false);
  });

  it('says why a broken database cannot be opened, and leaves it as it is', async () => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'hailong.db'), 'x'.repeat(8_192));
    const { code, stdout } = await doctor({ HAILONG_DATA: broken });
    expect(code).toBe(1);
    expect(stdout).toContain('cannot be opened: file is not a database');
    expect(readdirSync(broken)).toEqual(['hailong.db']);
  });

  it('says which setting is wrong', async () => {
    const { code, stdout } = await doctor({ ...env, HAILONG_ORIGIN: 'hailong' });
    expect(code).toBe(1);
    expect(stdout).toContain('HAILONG_ORIGIN: an origin such as');
  });
});
