import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/check-lockfile.mjs');
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Checks a lock file with one package. */
function check(name: string, change: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hailong-lock-'));
  folders.push(folder);
  const locked = {
    version: '9.0.0',
    resolved: `https://registry.npmjs.org/${name}/-/${name}-9.0.0.tgz`,
    integrity: 'sha512-AAAA',
    license: 'MIT',
    ...change
  };
  const file = join(folder, 'package-lock.json');
  writeFileSync(file, JSON.stringify({ packages: { '': {}, [`node_modules/a/node_modules/${name}`]: locked } }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the check of the lock file', () => {
  it('accepts a package of the registry with its hash, and counts its licence', () => {
    expect(check('devalue')).toMatchObject({ status: 0, stderr: '' });
    expect(check('devalue').stdout).toContain('1 packages: 1 MIT');
  });

  it('refuses a version below which a hole is known, and a first draft of the one that mends it', () => {
    for (const version of ['5.6.3', '5.6.4-next.1', '4.99.99']) {
      const { status, stderr } = check('devalue', { version });
      expect(status).toBe(1);
      expect(stderr).toContain(`devalue ${version} is older than 5.6.4`);
    }
    for (const version of ['5.6.4', '5.7.0', '6.0.0']) expect(check('devalue', { version }).status).toBe(0);
  });

  it('refuses a package that has no version without a hole', () => {
    expect(check('xlsx')).toMatchObject({ status: 1 });
  });

  it('refuses another registry and a package without a hash', () => {
    const resolved = 'https://registry.npmjs.org.evil.example/left-pad.tgz';
    const foreign = check('left-pad', { resolved });
    expect(foreign.status).toBe(1);
    expect(foreign.stderr).toContain(`left-pad 9.0.0 comes from ${resolved}`);
    const bare = check('left-pad', { integrity: '' });
    expect(bare.status).toBe(1);
    expect(bare.stderr).toContain('left-pad 9.0.0 has no hash');
  });
});
