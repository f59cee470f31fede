/**
 * `npm run fuzz [-- --inputs 100000 --seed 1 --stall 1000]`: requests over every route and method, mostly of the right shape and wrong
 * somewhere, with and without sessions, some no HTTP at all (RELIABILITY T22). Passes when none is answered with 500, the
 * server never stalls for a second and is there at the end, and the invariants hold: moments = rebuild(responses), the
 * audit chain whole, SQLite's integrity, and every response and person accounted for.
 */
import { connect } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { ROUTES } from '../src/lib/server/auth/routes.ts';
import { startSession } from '../src/lib/server/services/sign-in/sessions.ts';
import { createToken } from '../src/lib/server/services/sign-in/tokens.ts';
import { verify } from '../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, aRuntime } from '../tests/support/factory.ts';
import { startApp } from '../tests/support/server.ts';
import { fuzzInput, type Known } from './fuzz/inputs.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    stall: { type: 'string' }
  }
});
const inputs = Number(values.inputs);
const PARALLEL = 16;
const SILENCE_MS = 20_000;
/** `--stall 1000`: how long a health check may take meanwhile; not judged without it, for it measures the machine too. */
const STALL_MS = Number(values.stall ?? 'Infinity');
const RENEW_EVERY = 2_000;

const runtime = await aRuntime();
const province = await aProvince(runtime, { communes: 2 });
const app = await startApp({ dataDir: runtime.config.dataDir });
const known = await knownOf();
const random = randomFrom(Number(values.seed));
const statuses = new Map<string, number>();
const faults: string[] = [];
let slowest = 0;
let worstPing = 0;
let started = 0;
const begin = performance.now();
const pinging = ping();
await Promise.all(Array.from({ length: PARALLEL }, () => work()));
clearInterval(pinging);
const seconds = ((performance.now() - begin) / 1000).toFixed(0);
const alive = await status('GET /healthz');
await app.stop(); // what was cut off may still be written: verify needs the store at rest
await runtime.context.directory.reload();
const report = await verify(runtime.context.db, runtime.context.directory);
const integrity = integrityOf(path.join(runtime.config.dataDir, 'hailong.db'));
await runtime.end();

const sorted = [...statuses].sort(([a], [b]) => a.localeCompare(b)).map(([code, count]) => `${code}: ${count}`);
console.log(
  `${inputs} inputs over ${known.routes.length} routes in ${seconds} s, seed ${values.seed}; ${sorted.join(', ')}`
);
console.log(`slowest reply ${slowest.toFixed(0)} ms; slowest health check meanwhile ${worstPing.toFixed(0)} ms`);
console.log(
  `${report.responses} responses stored; ${report.differences.length} cells differ from their rebuild; audit ${report.firstBadAuditEntry === null ? 'whole' : 'broken'}; integrity ${integrity}`
);
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
const isSound = report.differences.length === 0 && report.firstBadAuditEntry === null && integrity === 'ok';
const passed = faults.length === 0 && alive === 200 && isSound && worstPing < STALL_MS;
console.log(passed ? 'passed: 0 × 500' : `FAILED: ${faults.length} faults`);
process.exitCode = passed ? 0 : 1;

async function work(): Promise<void> {
  while (started < inputs) {
    started += 1;
    if (started % RENEW_EVERY === 0) await renewSessions();
    if (started % 10_000 === 0) console.error(`${started} of ${inputs}`);
    const { title, bytes } = fuzzInput(known, random);
    const at = performance.now();
    const reply = await send(bytes);
    slowest = Math.max(slowest, performance.now() - at);
    const code = /^HTTP\/1\.[01] (\d{3})/.exec(reply)?.[1] ?? 'closed';
    statuses.set(code, (statuses.get(code) ?? 0) + 1);
    if (/^5(?!03)/.test(code))
      faults.push(`${code} ${title}: ${JSON.stringify(bytes.subarray(0, 600).toString('latin1'))}`);
  }
}

/** Sends bytes and reads until the server closes; what ends early is closed by us. */
function send(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let reply = '';
    const socket = connect(app.port, '127.0.0.1', () => socket.end(bytes));
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('data', (piece) => {
      if (reply.length < 200) reply += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(reply));
  });
}

async function status(line: string): Promise<number> {
  const reply = await send(Buffer.from(`${line} HTTP/1.1\r\nhost: ${known.host}\r\nconnection: close\r\n\r\n`));
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(reply)?.[1] ?? 0);
}

/** A citizen's view of the server meanwhile. */
function ping(): NodeJS.Timeout {
  return setInterval(() => {
    const at = performance.now();
    void status('GET /healthz').then(() => (worstPing = Math.max(worstPing, performance.now() - at)));
  }, 250);
}

async function knownOf(): Promise<Known> {
  const link = province.communes[0]?.links[0] ?? '';
  const { document } = province.questionnaire;
  const sessions: string[] = [];
  const tokens: string[] = [];
  const known = {
    host: `127.0.0.1:${app.port}`,
    routes: Object.entries(ROUTES).map(([route, policy]) => ({
      path: route,
      ...methodsOf(policy),
      actions: Object.keys(policy.actions ?? {})
    })),
    values: [
      ...[province.root, province.round, province.questionnaire.hash, province.criteriaSet, link],
      ...province.communes.flatMap(({ id, links, counters }) => [id, ...links, ...counters]),
      ...[
        'citizen',
        'business',
        'qr',
        'C',
        'qr/C/counted',
        'vi',
        'en',
        'received',
        'submitted',
        'in_person',
        ...['name', 'share', 'key', 'now', 'then', 'day', 'week', 'month', 'year', '1', 'network', 'power'],
        ...['2026-05', '2024-02-29', '2026-12-31', '2026-01-01']
      ],
      ...Object.values(province.people).map(({ account }) => account)
    ],
    response: () => aResponse(province, link),
    surveyForm: () => ({
      ...{ form: crypto.randomUUID(), questionnaire: province.questionnaire.hash, stage: 'received', language: 'vi' },
      [document.forWhom.id]: document.forWhom.options[0]?.id ?? '',
      ...Object.fromEntries((document.booklets['in_person/received']?.[0] ?? []).map((item) => [item, '4'])),
      [document.keyItem.id]: '5'
    }),
    sessions,
    tokens
  };
  await fillSessions(known);
  return known;
}

/** What a route answers; those that take answers stand several times, so that many are fuzzed. */
function methodsOf(policy: (typeof ROUTES)[string]): { readonly methods: readonly string[] } {
  const posts = policy?.POST || policy?.actions ? ['POST', 'POST'] : [];
  return { methods: [...(policy?.GET ? ['GET'] : []), ...posts] };
}

async function fillSessions({ sessions, tokens }: { sessions: string[]; tokens: string[] }): Promise<void> {
  for (const { id, account } of Object.values(province.people)) {
    sessions.push(await startSession(runtime.context, { id, name: account }));
    if (tokens.length < 5) tokens.push(await createToken(runtime.program(), account, 'fuzz'));
  }
}

/** What the fuzzer itself has signed out or disabled would leave the pages behind the sign-in unfuzzed. */
async function renewSessions(): Promise<void> {
  const fresh = { sessions: [] as string[], tokens: [...known.tokens] };
  await runtime.context.gate.run((db) => db.updateTable('person').set({ disabled: 0 }).execute());
  await fillSessions(fresh);
  Object.assign(known, fresh);
}

function integrityOf(file: string): string {
  const db = new Sqlite(file, { readonly: true });
  const found = String(db.pragma('integrity_check', { simple: true }));
  db.close();
  return found;
}
