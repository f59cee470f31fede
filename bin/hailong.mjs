#!/usr/bin/env node
// The command line of Hài lòng: finds the Node that the project needs and hands everything on. What a command prints on
// its standard output is the command's alone; preparation speaks on the standard error.
import { join } from 'node:path';
import { become } from '../scripts/child.mjs';
import { ROOT, ensure, environment, runScript } from '../scripts/bootstrap.mjs';

await runScript(async () => {
  const node = await ensure();
  await become(node, [join(ROOT, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], { env: environment(node) });
});
