// `npm run shots`: one person's quarter in a real browser, with pictures of every step in test-results/journey and an
// index.html that shows them side by side. Plain JavaScript for any Node from 18 on.
import { join } from 'node:path';
import { become } from './child.mjs';
import { ROOT, ensure, environment, runScript } from './bootstrap.mjs';

await runScript(async () => {
  const node = await ensure({ build: true });
  const folder = join(ROOT, 'test-results', 'journey');
  const env = { ...environment(node), HAILONG_JOURNEY: folder };
  console.log(`Pictures: ${join(folder, 'index.html')}`);
  const playwright = join('node_modules', '@playwright', 'test', 'cli.js');
  await become(node, [playwright, 'test', 'tests/e2e/quarter.test.ts'], { cwd: ROOT, env });
});
