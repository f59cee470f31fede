// `npm run demo`: everything from a bare clone to a province with four rounds, served on this machine.
import { join, resolve } from 'node:path';
import { become } from './child.mjs';
import { ROOT, ensure, environment, runScript } from './bootstrap.mjs';
import { readFlags, readPort } from './flags.mjs';

const USAGE = `Usage: npm run demo -- [--port 3000] [--data ./data/demo] [--lan]
  --port   port to listen on
  --data   folder of the demo's data; made and filled at the first start, found again at the next
  --lan    listen on this machine's network address, so that a phone can scan the code`;

await runScript(async () => {
  const flags = readFlags({ port: 'string', data: 'string', lan: 'boolean' }, USAGE);
  const port = readPort(flags['port'], '3000', USAGE);
  const data = resolve(ROOT, String(flags['data'] ?? join('data', 'demo')));
  const node = await ensure({ build: true });
  const args = ['demo', '--port', port, '--data', data, ...(flags['lan'] ? ['--lan'] : [])];
  await become(node, [join(ROOT, 'src', 'cli', 'main.ts'), ...args], { cwd: ROOT, env: environment(node) });
});
