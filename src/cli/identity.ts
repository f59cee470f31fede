import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Arguments } from './main.ts';
import { option } from './open.ts';

/** The secret key of a backup, from `--identity FILE` (as `age-keygen` writes it) or from standard input: never an argument. */
export async function readIdentity(args: Arguments): Promise<string> {
  const file = option(args, 'identity');
  if (file === undefined && process.stdin.isTTY) process.stderr.write('AGE-SECRET-KEY-1… (then Ctrl+D): ');
  const given = file === undefined ? await text(process.stdin) : readFileSync(file, 'utf8');
  return /AGE-SECRET-KEY-1\S+/.exec(given)?.[0] ?? given.trim();
}
