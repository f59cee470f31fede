// The demo from outside: start it, answer its survey once, see the count on the dashboard move, stop it, start it again.
// Speaks only HTTP and reads only what `npm run demo` prints. For any Node from 18 on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, step } from './bootstrap.mjs';
import { Browser } from './smoke-browser.mjs';
import { makeResponse, post } from './smoke-response.mjs';

const FIRST_START_MS = 8 * 60_000;
const STOP_MS = 20_000;

const data = mkdtempSync(join(tmpdir(), 'hailong-smoke-'));
try {
  const port = await freePort();
  const demo = await step('Demo: first start', () => startDemo(port));
  try {
    await step('Demo: answer, and see the count move', () => answerAndLook(demo.text(), port));
    await step('Demo: stop', () => demo.stop());
    const again = await step('Demo: second start', () => startDemo(port));
    await again.stop();
  } catch (error) {
    console.error(demo.text());
    demo.kill();
    throw error;
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
console.log('smoke: answered, counted, stopped with 0');

/** Runs `npm run demo` until it has printed a survey address and answers there. */
async function startDemo(/** @type {number} */ port) {
  const args = ['run', 'demo', '--', '--port', String(port), '--data', data];
  const child = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close');
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  process.once('exit', kill);
  const deadline = Date.now() + FIRST_START_MS;
  while (!(await answers(surveyAddress(output, port)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      kill();
      throw new Error(`npm run demo did not print a survey address that answers.\n${shown(output)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, STOP_MS);
    const [code] = await ended;
    clearTimeout(timer);
    process.off('exit', kill);
    assert.equal(code, 0, `npm run demo ended with ${code} after SIGTERM\n${shown(output)}`);
  };
  return { text: () => shown(output), stop, kill };
}

/** As a terminal would show it: a progress line that is written over counts once. */
function shown(/** @type {string} */ output) {
  return output.replace(/^.*\r(?!\n)/gm, '');
}

async function answerAndLook(/** @type {string} */ printed, /** @type {number} */ port) {
  const survey = surveyAddress(printed, port) ?? '';
  const { origin } = new URL(survey);
  const page = await (await fetch(`${survey}?stage=received`)).text();
  assert.ok(page.includes('<form'), `${survey} has a form once the stage is known`);
  const browser = new Browser(origin);
  const account = signIn(printed);
  const overview = await browser.signIn(account.address, account);
  const before = numbers(overview.text);
  const code = new URL(survey).pathname.split('/').pop() ?? '';
  const response = await makeResponse(origin, code);
  const first = await post(origin, response);
  assert.equal(first.status, 'stored', JSON.stringify(first));
  assert.deepEqual(await post(origin, response), { ...first, status: 'duplicate' }, 'a repeat gets the same receipt');
  const after = numbers((await browser.get(overview.address)).text);
  const moved = before.length === after.length && before.some((number, index) => after[index] === number + 1);
  assert.ok(moved, `no count on ${overview.address} moved by one:\n${before.join(' ')}\n${after.join(' ')}`);
}

function surveyAddress(/** @type {string} */ printed, /** @type {number} */ port) {
  return new RegExp(`http://[\\w.:-]+:${port}/s/[0-9A-Z]+`).exec(printed)?.[0];
}

/** The account of the demo as printed: "Sign in  ADDRESS  account: NAME  password: PASSWORD". */
function signIn(/** @type {string} */ printed) {
  const [, address, name, password] = /(http\S+)\s+account: (\S+)\s+password: (\S+)/.exec(printed) ?? [];
  assert.ok(address && name && password, `a sign-in among what the demo prints:\n${printed}`);
  return { address, name, password };
}

/** Whole numbers as shown, Vietnamese (1.234) or English (1,234) grouping. */
function numbers(/** @type {string} */ text) {
  return [...text.matchAll(/\d{1,3}(?:[.,]\d{3})+|\d+/g)].map(([digits]) => Number(digits.replace(/[.,]/g, '')));
}

async function answers(/** @type {string | undefined} */ address) {
  try {
    return address !== undefined && (await fetch(address)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const bound = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return bound.port;
}
