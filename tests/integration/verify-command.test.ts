import Sqlite from 'better-sqlite3';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { writeAuditHead } from '../../src/lib/server/services/audit/audit-witness.ts';
import { aProvince, aRuntime } from '../support/factory.ts';

it('refuses to verify a folder without data, and does not make one', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'hailong-verify-'));
  const folder = join(parent, 'mistyped');
  const run = promisify(execFile)(process.execPath, ['bin/hailong.mjs', 'verify', '--data', folder]);
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('holds no data') as string });
  expect(existsSync(folder)).toBe(false);
  rmSync(parent, { recursive: true });
});

it('finds what SQLite itself finds wrong in the file: here an analysis whose round is not there', async () => {
  const runtime = await aRuntime();
  await aProvince(runtime, { people: false });
  const verify = () =>
    promisify(execFile)(process.execPath, ['bin/hailong.mjs', 'verify', '--data', runtime.config.dataDir]);
  await verify();
  const db = new Sqlite(join(runtime.config.dataDir, 'hailong.db'));
  db.pragma('foreign_keys = OFF');
  db.exec("INSERT INTO round_analysis (round, computed_at, result) VALUES ('gone', 0, '{}')");
  db.close();
  await expect(verify()).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('BROKEN foreign_key_check: 1 rows refer to nothing') as string
  });
  await runtime.end();
});

it('prints the head of the audit, and misses a head that was written down and is not there', async () => {
  const runtime = await aRuntime();
  await aProvince(runtime, { people: false });
  const verify = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, ['bin/hailong.mjs', 'verify', '--data', runtime.config.dataDir, ...words]);
  const { stdout } = await verify();
  expect(stdout).toContain('no heads lie beside the database');
  const head = /head (\d+):([0-9a-f]{64})/.exec(stdout);
  await writeAuditHead(runtime.context);
  expect((await verify()).stdout).toMatch(/heads beside the database, one a day: 1, the first of \d{4}-\d\d-\d\d/);
  const [, entries = '', hash = ''] = head ?? [];
  expect((await verify('--head', `${entries}:${hash}`)).stdout).toContain('audit chain: whole');
  const next = Number(entries) + 1;
  await expect(verify('--head', `${next}:${hash}`)).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`AUDIT first bad entry: ${next}`) as string
  });
  await expect(verify('--head', 'nonsense')).rejects.toMatchObject({ code: 1 });
  await runtime.end();
});
