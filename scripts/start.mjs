// `npm start`: production. No demo data; the first start prints a set-up link that works once.
import { join, resolve } from 'node:path';
import { become } from './child.mjs';
import { ROOT, ensure, environment, runScript } from './bootstrap.mjs';
import { readFlags, readPort } from './flags.mjs';

const USAGE = `Usage: npm start -- [--port 3000] [--host 127.0.0.1] [--data ./data/production] [--origin URL]
  --origin  the public address, e.g. https://hailong.example.gov.vn; posters and QR codes carry it
Each can be an environment variable: see .env.example.`;

await runScript(async () => {
  const flags = readFlags({ port: 'string', host: 'string', data: 'string', origin: 'string' }, USAGE);
  const args = ['serve'];
  if (flags['port'] !== undefined) args.push('--port', readPort(flags['port'], '', USAGE));
  for (const name of ['host', 'origin']) if (flags[name] !== undefined) args.push(`--${name}`, String(flags[name]));
  if (flags['data'] !== undefined) args.push('--data', resolve(ROOT, String(flags['data'])));
  const node = await ensure({ build: true });
  await become(node, [join(ROOT, 'src', 'cli', 'main.ts'), ...args], { cwd: ROOT, env: environment(node) });
});
