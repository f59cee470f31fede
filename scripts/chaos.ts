/**
 * `npm run chaos [-- --only kill,sigterm --times N --seed S --short --write]`: does to the program what goes wrong in an
 * office, and checks, as a separate program with its own client, its own ledger and its own reading of the database,
 * that no acknowledged response is lost or doubled (docs/RELIABILITY.md). One line a fault; exit 1 if one fails.
 * `--kills N` is `--only kill --times N`. `--write` puts the table into docs/RELIABILITY.md.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FAULTS } from './chaos/faults.ts';
import { writeTable, type Line } from './chaos/table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    times: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false }
  }
});
if (!existsSync('build/handler.js')) throw new Error('there is no build: run `npm run build`');
const names = (values.kills === undefined ? values.only : 'kill')?.split(',') ?? FAULTS.map(({ name }) => name);
const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
if (unknown.length > 0) {
  throw new Error(`no such fault: ${unknown.join(', ')}; there are ${FAULTS.map(({ name }) => name).join(', ')}`);
}
const given = values.kills ?? values.times;
const seed = Number(values.seed);

const lines: Line[] = [];
for (const fault of FAULTS.filter(({ name }) => names.includes(name))) {
  const times = given === undefined ? fault.times[values.short ? 'short' : 'full'] : Number(given);
  if (times === 0) continue;
  const from = performance.now();
  const outcome = await fault.run(times, seed).catch((error: unknown) => ({
    passed: false,
    figures: `the check itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }));
  const line = { fault, times, outcome, seconds: Math.round((performance.now() - from) / 1000) };
  lines.push(line);
  console.log(
    `${outcome.passed ? 'pass' : 'FAIL'} ${fault.test} ${fault.name} ×${times} (${line.seconds} s): ${outcome.figures}`
  );
}
if (values.write) writeTable(lines, ['npm run chaos --', ...process.argv.slice(2)].join(' '));
process.exitCode = lines.every(({ outcome }) => outcome.passed) ? 0 : 1;
