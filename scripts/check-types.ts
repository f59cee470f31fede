import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

// `npm run types`: Kit's generated types, then svelte-check over all of TypeScript and Svelte. One line when all is well.
const root = join(import.meta.dirname, '..');
const startedAt = performance.now();

run('@sveltejs/kit/svelte-kit.js', 'sync');
const output = run(
  'svelte-check/bin/svelte-check',
  '--tsconfig',
  './tsconfig.json',
  '--threshold',
  'error',
  '--output',
  'machine'
);
const summary = /COMPLETED (\d+) FILES (\d+) ERRORS/.exec(output);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`types: ${summary?.[2] ?? '?'} errors in ${summary?.[1] ?? '?'} files, ${seconds} s`);
if (summary?.[2] !== '0') process.exit(1);

/** Runs a program of node_modules and gives what it printed; where it fails, shows it and ends with its code. */
function run(program: string, ...args: readonly string[]): string {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', program), ...args], options);
  if (status === 0) return stdout;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exit(status ?? 1);
}
