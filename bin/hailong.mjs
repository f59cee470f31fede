#!/usr/bin/env node
// The command line of Hài lòng: finds the Node that the project needs and hands everything on. What a command prints on
// its standard output is the command's alone; preparation speaks on the standard error.
import { join } from 'node:path';
import { become } from '../scripts/child.mjs';
import { ROOT, ensure, environment, runScript } from '../scripts/bootstrap.mjs';

// Rows that live for a moment fill V8's nursery to 100 MB, where 12 serve as well and as fast (npm run bench:analyze).
const SMALL_NURSERY = ['--max-semi-space-size=4'];
const flags = ['analyze', 'estimate', 'reliability'].includes(process.argv[2] ?? '') ? SMALL_NURSERY : [];

await runScript(async () => {
  const node = await ensure();
  await become(node, [...flags, join(ROOT, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
    env: environment(node)
  });
});
