/** `npm run bench`: what posters, named views and the grains of moments cost, on this machine. Figures are ratios within one run. */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

const BENCHES = [
  ['posters', ['scripts/bench-poster.ts']],
  ['submit against the disk', ['scripts/bench-submit.ts']],
  ['named views, 200,000 responses of 200 units', ['scripts/bench-views.ts', '--quick']],
  ['grains of moments, 1,000,000 responses', ['scripts/bench-grains.ts', '--responses', '1000000']]
] as const;

console.log(`node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const [name, args] of BENCHES) {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
