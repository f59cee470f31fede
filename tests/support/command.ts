import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs `hailong` as its own process; gives what it printed. Rejects with `code`, `stdout` and `stderr` when it fails. */
export function hailong(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<{ stdout: string; stderr: string }> {
  const main = join(ROOT, 'src', 'cli', 'main.ts');
  return promisify(execFile)(process.execPath, [main, ...words], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024
  });
}
