// `node scripts/with-node.mjs FILE args…` runs FILE with the Node that the project needs, installing it and the packages
// when they are missing. Plain JavaScript for any Node from 18 on.
import { become } from './child.mjs';
import { ensure, environment, runScript } from './bootstrap.mjs';

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.length === 0) {
    console.error('Usage: node scripts/with-node.mjs FILE [arguments]');
    process.exit(2);
  }
  const node = await ensure();
  await become(node, args, { env: environment(node) });
});
