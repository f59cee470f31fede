import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('refuses to verify a folder without data, and does not make one', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'hailong-verify-'));
  const folder = join(parent, 'mistyped');
  const run = promisify(execFile)(process.execPath, ['bin/hailong.mjs', 'verify', '--data', folder]);
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('holds no data') as string });
  expect(existsSync(folder)).toBe(false);
  rmSync(parent, { recursive: true });
});
