/**
 * `npm run chaos [-- --kills 20 --seed 1]`: kills the server with SIGKILL at random moments under load and checks, as a
 * separate program with its own client, its own ledger and its own reading of the database, that no acknowledged
 * response is lost or doubled (RELIABILITY T5). Process death, not power loss: the system keeps its cache.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import * as v from 'valibot';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { operatorContext } from '../src/cli/open.ts';
import { parseConfig } from '../src/lib/server/config.ts';
import { openRuntime } from '../src/lib/server/runtime.ts';
import { seedDemoProvince } from '../src/lib/server/services/demo-province.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } }
});
const kills = Number(values.kills);
const random = randomFrom(Number(values.seed));
const data = mkdtempSync(path.join(tmpdir(), 'hailong-chaos-'));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;

/** What the checker knows by itself: every line is on disk before the request goes out and after its answer came. */
const ledger = openSync(path.join(data, 'ledger.txt'), 'w');
const sent = new Map<string, string>();
const acknowledged = new Map<string, string>();
function note(line: string): void {
  writeSync(ledger, `${line}\n`);
  fsyncSync(ledger);
}

const results = v.object({
  results: v.array(v.object({ id: v.string(), status: v.string(), receipt: v.nullable(v.string()) }))
});
const linkReply = v.object({ questionnaire: v.object({ hash: v.string() }) });

const code = await prepare();
let server = await start();
const hash = v.parse(linkReply, await (await fetch(`${base}/api/v1/links/${code}`)).json()).questionnaire.hash;
let falseSuccess = 0;
for (let round = 1; round <= kills; round += 1) {
  const load = underLoad(() => server.exitCode === null && server.signalCode === null);
  await sleep(300 + random.next() * 1_500);
  server.kill('SIGKILL');
  await load;
  server = await start();
  await retryOpen();
  process.stdout.write(`kill ${round} of ${kills}: sent ${sent.size}, acknowledged ${acknowledged.size}\n`);
}
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
closeSync(ledger);
process.exitCode = check() ? 0 : 1;

async function prepare(): Promise<string> {
  const runtime = await openRuntime(parseConfig({ HAILONG_DATA: data }));
  await seedDemoProvince(operatorContext(runtime), 400, () => undefined);
  const link = runtime.context.directory.linksOf('06001').find((entry) => entry.channel === 'qr');
  await runtime.close();
  if (!link) throw new Error('the demo province has a link');
  return link.code;
}

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'serve', '--data', data, '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'inherit']
  });
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    const ready = await fetch(`${base}/readyz`).then(
      (reply) => reply.ok,
      () => false
    );
    if (ready) return child;
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  }
  throw new Error('the server was not ready within 30 s');
}

/** Eight senders, each one batch after the other, until the server is gone. */
async function underLoad(alive: () => boolean): Promise<void> {
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (alive()) {
        const batch = Array.from({ length: 1 + Math.floor(random.next() * 5) }, newResponse);
        for (const { id, body } of batch) {
          sent.set(id, body);
          note(`sent ${id}`);
        }
        await send(batch.map(({ body }) => body));
      }
    })
  );
}

function newResponse(): { id: string; body: string } {
  const id = random.uuid();
  const rating = () => 1 + Math.floor(random.next() * 5);
  const items = ['A1.1', 'A2.3', 'A3.1', 'A4.1', 'A5.1', 'A6.2', 'A7.2', 'OV.1'];
  const body = {
    id,
    link: code,
    questionnaire: hash,
    booklet: 'in_person/received/1',
    respondentType: 'citizen',
    filingMode: 'in_person',
    stage: 'received',
    language: 'vi',
    answers: Object.fromEntries(items.map((item) => [item, rating()]))
  };
  return { id, body: JSON.stringify(body) };
}

async function send(bodies: readonly string[]): Promise<void> {
  try {
    const reply = await fetch(`${base}/api/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"responses":[${bodies.join(',')}]}`
    });
    if (reply.status === 503) return;
    for (const { id, status, receipt } of v.parse(results, await reply.json()).results) {
      if ((status !== 'stored' && status !== 'duplicate') || receipt === null) continue;
      const before = acknowledged.get(id);
      if (before !== undefined && before !== receipt) falseSuccess += 1;
      acknowledged.set(id, receipt);
      note(`acknowledged ${id} ${receipt}`);
    }
  } catch {
    // the server died under the request: nothing is known of it, and it is sent again with the same id
  }
}

/** What was never acknowledged is sent again, as every honest client does; some of what was is repeated too. */
async function retryOpen(): Promise<void> {
  const open = [...sent].filter(([id]) => !acknowledged.has(id) || random.chance(0.02)).map(([, body]) => body);
  for (let i = 0; i < open.length; i += 50) await send(open.slice(i, i + 50));
}

/** Reads the database itself: acknowledged ⊆ stored, each once, stored ⊆ sent, receipts equal; then moments = rebuild. */
function check(): boolean {
  const db = new Sqlite(path.join(data, 'hailong.db'), { readonly: true });
  const rows = db
    .prepare<[], { id: string; receipt: string }>('SELECT id, receipt FROM response WHERE simulated = 0')
    .all();
  const stored = new Map(rows.map((row) => [row.id, row.receipt]));
  const integrity = String(db.pragma('integrity_check', { simple: true }));
  db.close();
  const lost = [...acknowledged].filter(([id, receipt]) => stored.get(id) !== receipt).length;
  const unknown = [...stored.keys()].filter((id) => !sent.has(id)).length;
  const doubled = rows.length - stored.size + falseSuccess;
  const verified = execFileSync(process.execPath, ['src/cli/main.ts', 'verify', '--data', data], {
    encoding: 'utf8'
  }).trim();
  console.log(verified);
  console.log(
    `${kills} kills: ${sent.size} sent, ${acknowledged.size} acknowledged, ${rows.length} stored; ` +
      `${lost} acknowledged lost, ${doubled} doubled, ${unknown} not sent; integrity ${integrity}`
  );
  return lost === 0 && doubled === 0 && unknown === 0 && integrity === 'ok' && rows.length === acknowledged.size;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))
      );
    });
  });
}
