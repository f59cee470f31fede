/**
 * `npm run bench:views [-- --responses 10000000 --units 1000 --dialect sqlite|postgres --quick]`: how long the named views
 * take at ten thousand responses and at so many, in twenty rounds of which one runs. Each size has a server in a
 * process of its own, just started, and the two look by turns. The tables of sums are filled directly: a cell is the sum of
 * as many draws from 200 tallied responses of its booklet as it holds answers, and not of ten million simulated people,
 * whose sums have the same sizes. An answer comes in before each look. Counter cells are not written: no named view reads
 * them. With `--data FOLDER` (and DATABASE_URL) what was filled before is measured again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { operatorContext } from '../src/cli/open.ts';
import { parseConfig } from '../src/lib/server/config.ts';
import { openRuntime } from '../src/lib/server/runtime.ts';
import { prepareViews } from '../src/lib/server/services/estimate/prepared-views.ts';
import { startPostgres } from '../tests/support/postgres.ts';
import { bulkOf } from './views/bulk.ts';
import { fillProvince, publishLast } from './views/fill.ts';
import { installationOf } from './views/installation.ts';
import { measureByTurns, startServer, type Measured, type ViewServer } from './views/by-turns.ts';
import { keptFigures } from './views/measure.ts';

const { values } = parseArgs({
  options: {
    responses: { type: 'string', default: '10000000' },
    units: { type: 'string', default: '1000' },
    dialect: { type: 'string', default: 'sqlite' },
    looks: { type: 'string', default: '100' },
    only: { type: 'string' },
    data: { type: 'string' },
    quick: { type: 'boolean', default: false }
  }
});
const [FEW, QUICK] = [10_000, { responses: 200_000, units: 200 }];
const many = values.quick ? QUICK.responses : Number(values.responses);
const units = values.quick ? QUICK.units : Number(values.units);
const looks = values.quick ? 5 : Number(values.looks);
const folder = values.data ?? mkdtempSync(path.join(tmpdir(), 'hailong-views-'));
const given = process.env['DATABASE_URL'] ?? null;
delete process.env['DATABASE_URL'];
const started = values.dialect === 'postgres' && given === null ? await startPostgres() : null;
const server = values.dialect === 'postgres' ? (given ?? started?.url ?? null) : null;

console.log(
  `${values.dialect}, node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`
);
try {
  const sizes = [FEW, many];
  const servers: ViewServer[] = [];
  for (const size of sizes) servers.push(await startServer(await prepared(size)));
  for (const [s, server] of servers.entries()) await sayRaw(sizes[s] ?? 0, server);
  const [ofFew = [], ofMany = []] = await measureByTurns(servers, looks, values.only);
  for (const [s, server] of servers.entries()) {
    console.log(`${sizes[s]} responses: memory ${((await server.memory()) / 2 ** 20).toFixed(0)} MiB resident`);
    await server.stop();
  }
  report(ofFew, ofMany);
} finally {
  await started?.stop();
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
}

/** Fills an installation where it is not, and makes what a server makes as it starts; gives its environment. */
async function prepared(responses: number): Promise<Readonly<Record<string, string>>> {
  const { env, isFilled } = await installationOf(folder, `${values.dialect}_${responses}_${units}`, server);
  const runtime = await openRuntime(parseConfig(env));
  try {
    const begun = performance.now();
    if (!isFilled) {
      const bulk = await bulkOf(env);
      await fillProvince(operatorContext(runtime), bulk, { responses, units });
      await bulk.end();
      await publishLast(operatorContext(runtime));
    }
    const filled = performance.now();
    await prepareViews(operatorContext(runtime));
    await runtime.context.gate.drain();
    const kept = await keptFigures(operatorContext(runtime));
    const [fill, prepare] = [filled - begun, performance.now() - filled].map((ms) => (ms / 1000).toFixed(1));
    console.log(
      `${responses} responses, ${units} units: filled in ${fill} s, the province's views prepared in ${prepare} s; ` +
        `kept of closed rounds: ${kept.rows} rows, ${(kept.bytes / 2 ** 20).toFixed(1)} MiB`
    );
  } finally {
    await runtime.close();
  }
  return env;
}

async function sayRaw(responses: number, server: ViewServer): Promise<void> {
  const raw = await server.raw();
  const size = `${raw.rows} cells, ${(raw.bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(`${responses} responses: the running round read raw: ${size}, ${raw.ms.toFixed(0)} ms`);
}

function report(few: readonly Measured[], all: readonly Measured[]): void {
  const columns = [
    'view',
    `first ${FEW}`,
    `p95 ${FEW}`,
    `first ${many}`,
    'median',
    'p95',
    'p95 ratio',
    'queries',
    'rows'
  ];
  console.log(`\n| ${columns.join(' | ')} |\n|${columns.map(() => ' --- |').join('')}`);
  for (const [i, view] of all.entries()) {
    const before = few[i];
    const ms = [before?.first, before?.p95, view.first, view.median, view.p95].map((one) => (one ?? 0).toFixed(1));
    const ratio = (view.p95 / (before?.p95 ?? 1)).toFixed(2);
    console.log(`| ${[view.name, ...ms, ratio, view.queries.join(' → '), view.rows.join(' → ')].join(' | ')} |`);
  }
}
