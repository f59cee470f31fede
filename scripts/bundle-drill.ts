// `npm run bundle:drill`: the offline bundle in a network namespace without routes: install, first start, set-up, answers,
// upgrade to a second bundle, rollback, with the data counted after each. As root on Linux: `unshare -n`. Not part of CI.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Browser } from './smoke-browser.mjs';
import { makeResponse, post } from './smoke-response.mjs';

const START_MS = 120_000;
const ANSWERS = 20;
const PORT = '3000'; // the namespace has its ports to itself
const ORIGIN = `http://127.0.0.1:${PORT}`;
const ACCOUNT = { name: 'quantri', password: 'mot mat khau that dai 42' };
/** What a bare machine has; neither Node nor npm. */
const BARE = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
const TABLES = ['person', 'audit_event', 'round', 'response', 'unit_moment'];

const [inside] = process.argv.slice(2);
if (inside === undefined) outside();
else await drill(inside);

/** Makes the two bundles, which needs the network, and goes on without it. */
function outside(): void {
  const work = mkdtempSync(path.join(tmpdir(), 'hailong-bundle-drill-'));
  try {
    const node = process.execPath;
    const here = import.meta.dirname;
    for (const version of ['1.0.0', '1.1.0']) {
      execFileSync(node, [path.join(here, 'bundle.ts'), '--out', work, '--as', version], { stdio: 'inherit' });
    }
    const command = `ip link set lo up && exec "$0" "$1" "$2"`;
    const script = path.join(here, 'bundle-drill.ts');
    execFileSync('unshare', ['--net', 'sh', '-c', command, node, script, work], { stdio: 'inherit' });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function drill(work: string): Promise<void> {
  assert.equal(execFileSync('ip', ['route'], { encoding: 'utf8' }), '', 'the namespace has no route');
  await assert.rejects(fetch('http://192.0.2.1/'), 'nothing outside can be reached');
  const prefix = path.join(work, 'opt');
  const [production, demo] = [path.join(work, 'production'), path.join(work, 'demo')];
  const hailong = (words: readonly string[]) => run(prefix, words);

  refusesChanged(work, prefix);
  timed('install 1.0.0', () => install(work, prefix, '1.0.0'));
  console.log(`${megabytes(path.join(prefix, 'releases'))} MB installed, data apart`);
  const first = await started(prefix, ['serve', '--data', production, '--port', PORT], /http\S+\/setup\/\S+/);
  console.log(`set-up link after ${first.seconds} s`);
  const setup = new Browser(ORIGIN);
  const landed = await setup.get(first.printed, formOf({ ...setupFields(), repeat: ACCOUNT.password }));
  console.log(`set up; the first administrator stands at ${new URL(landed.address).pathname}`);
  await first.stop();

  const filled = await started(prefix, ['demo', '--data', demo, '--port', PORT], /http\S+\/s\/[0-9A-Z]+/);
  console.log(`demo with 20,000 simulated responses after ${filled.seconds} s`);
  const code = path.basename(filled.printed);
  const responses = await Promise.all(Array.from({ length: ANSWERS }, () => makeResponse(ORIGIN, code)));
  const receipts = await Promise.all(responses.map((response) => post(ORIGIN, response)));
  assert.ok(receipts.every(({ status }) => status === 'stored'));
  await filled.stop();
  const before = { production: counts(production), demo: counts(demo) };
  console.log(JSON.stringify(before));

  /** The same rows, the same receipts, the same password, the right sums, under the version that is current now. */
  const checkData = async (): Promise<void> => {
    const verified = hailong(['verify', '--data', demo]);
    const serving = await started(prefix, ['serve', '--data', production, '--port', PORT], /Hài lòng: http\S+/);
    assert.deepEqual(counts(production), before.production, 'people and audit are the same');
    await new Browser(ORIGIN).signIn('/login', ACCOUNT);
    await serving.stop();
    const again = await started(prefix, ['demo', '--data', demo, '--port', PORT], /http\S+\/s\/[0-9A-Z]+/);
    const repeats = await Promise.all(responses.map((response) => post(ORIGIN, response)));
    assert.deepEqual(
      repeats,
      receipts.map((receipt) => ({ ...receipt, status: 'duplicate' }))
    );
    await again.stop();
    assert.deepEqual(counts(demo), before.demo, 'rounds, responses and sums are the same');
    before.production = counts(production); // the sign-in is in the audit
    console.log(`  ${readlinkSync(path.join(prefix, 'current'))}: data kept; start ${again.seconds} s; ${verified}`);
  };
  timed('upgrade to 1.1.0', () => install(work, prefix, '1.1.0'));
  await checkData();
  timed('rollback', () =>
    execFileSync(path.join(prefix, 'current', 'rollback.sh'), ['--data', production], { env: BARE })
  );
  assert.equal(readlinkSync(path.join(prefix, 'current')), 'releases/1.0.0');
  await checkData();
}

/** One byte more in one of the files: nothing is installed. */
function refusesChanged(work: string, prefix: string): void {
  const name = unpack(work, '1.0.0');
  appendFileSync(path.join(work, name, 'src', 'cli', 'main.ts'), ' ');
  const installer = path.join(work, name, 'install.sh');
  const { status, stderr } = spawnSync(installer, ['--prefix', prefix], { env: BARE, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /src\/cli\/main\.ts: FAILED/);
  assert.ok(!existsSync(prefix), 'nothing was installed');
  rmSync(path.join(work, name), { recursive: true });
  console.log('a changed bundle is refused');
}

function install(work: string, prefix: string, version: string): void {
  const name = unpack(work, version);
  execFileSync(path.join(work, name, 'install.sh'), ['--prefix', prefix], { env: BARE });
  rmSync(path.join(work, name), { recursive: true });
}

/** Gives the name of the folder in which the bundle now lies. */
function unpack(work: string, version: string): string {
  const name = `hailong-${version}-linux-x64`;
  const options = { cwd: work, env: BARE } as const;
  execFileSync('sha256sum', ['--check', '--quiet', `${name}.tar.gz.sha256`], options);
  execFileSync('tar', ['xzf', `${name}.tar.gz`], options);
  return name;
}

/** Runs a command of the installed program; gives its last line. */
function run(prefix: string, words: readonly string[]): string {
  const printed = execFileSync(path.join(prefix, 'current', 'bin', 'hailong'), words, { env: BARE, encoding: 'utf8' });
  return printed.trim().split('\n').at(-1) ?? '';
}

/** Starts the installed program and waits until it has printed what `wanted` finds and /healthz answers. */
async function started(prefix: string, words: readonly string[], wanted: RegExp) {
  const startedAt = performance.now();
  const child = spawn(path.join(prefix, 'current', 'bin', 'hailong'), words, { env: BARE, cwd: '/' });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close');
  while (!wanted.test(output)) {
    if (child.exitCode !== null || performance.now() - startedAt > START_MS) {
      child.kill('SIGKILL');
      throw new Error(`${words.join(' ')} did not start:\n${output}`);
    }
    await sleep(50);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  assert.ok((await fetch(`${ORIGIN}/healthz`)).ok, '/healthz');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    assert.equal(child.exitCode, 0, `ends with 0 after SIGTERM:\n${output}`);
  };
  return { printed: wanted.exec(output)?.[0] ?? '', seconds, stop };
}

function setupFields() {
  return { province: 'Tỉnh Thử', name: 'Nguyễn Thị An', account: ACCOUNT.name, password: ACCOUNT.password };
}

function formOf(fields: Readonly<Record<string, string>>) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
  return { method: 'POST', headers, body: new URLSearchParams(fields).toString() };
}

/** Rows by table, read past the program. */
function counts(data: string): Readonly<Record<string, unknown>> {
  const db = new Sqlite(path.join(data, 'hailong.db'), { readonly: true });
  try {
    return Object.fromEntries(
      TABLES.map((table) => [table, db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()])
    );
  } finally {
    db.close();
  }
}

function timed(title: string, work: () => unknown): void {
  const startedAt = performance.now();
  work();
  console.log(`${title}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function megabytes(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
  return (bytes / 1e6).toFixed(0);
}
