// `npm test`: fetches what the tests need, builds, runs Vitest and Playwright, and ends with the counts on a line of
// their own. Plain JavaScript for any Node from 18 on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, SetupError, ensure, environment, runScript, step } from './bootstrap.mjs';
import { attach } from './child.mjs';
import { readFlags } from './flags.mjs';
import { REQUIREMENTS, installWithApt, testsOfProject, testsThatNeed } from './requirements.mjs';
import { playwrightCounts, sum, vitestCounts } from './test-counts.mjs';

const USAGE = `Usage: npm test -- [--unit] [--e2e]
  --unit   unit, property, vectors and integration tests only
  --e2e    journeys in a real browser only`;

/** @typedef {import('./test-counts.mjs').Counts} Counts */

await runScript(async () => {
  const flags = readFlags({ unit: 'boolean', e2e: 'boolean' }, USAGE);
  const all = !flags['unit'] && !flags['e2e'];
  const node = await ensure();
  const missing = await fetchRequirements(node);
  const isBuilt = await build();
  const reports = mkdtempSync(join(tmpdir(), 'hailong-test-'));
  /** @type {Counts[]} */
  const parts = isBuilt ? [] : [{ passed: 0, failed: 1, skipped: 0 }];
  try {
    if (all || flags['unit']) parts.push(...(await runVitest(node, missing, reports)));
    if (all || flags['e2e']) parts.push(...(await runPlaywright(node, missing, reports, isBuilt)));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  const { passed, failed, skipped } = sum(parts);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
});

/** What is still missing after trying, each told in a line. */
async function fetchRequirements(/** @type {string} */ node) {
  const before = REQUIREMENTS.filter(({ isThere }) => !isThere(node));
  if (before.length === 0) return [];
  const names = before.map(({ debianPackage }) => debianPackage).join(' ');
  await step(`For the tests: ${names}`, async () => installWithApt(before));
  const after = before.filter(({ isThere }) => !isThere(node));
  for (const { name, debianPackage, otherwise } of after) {
    console.error(
      `MISSING: ${name}. Install it: apt-get install ${debianPackage} (or ${otherwise}). Its tests are skipped.`
    );
  }
  return after;
}

/** A build that fails is a failure of its own; the tests that need none still run. */
async function build() {
  try {
    await ensure({ build: true });
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return false;
  }
}

async function runVitest(
  /** @type {string} */ node,
  /** @type {readonly import('./requirements.mjs').Requirement[]} */ missing,
  /** @type {string} */ reports
) {
  const folders = ['unit', 'property', 'vectors', 'integration'].map((name) => `tests/${name}`);
  const left = [...new Set(missing.flatMap((need) => folders.flatMap((folder) => testsThatNeed(need, folder))))];
  const file = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...reporters,
    ...left.map((path) => `--exclude=${path}`),
    ...missing.flatMap(({ project }) => (project ? [`--project=!${project.name}`] : []))
  ];
  const leftOut = missing.flatMap((need) => testsOfProject(need).map((path) => `${path} on ${need.name}`));
  const { code } = await attach(node, args, { cwd: ROOT, env: environment(node) });
  return [vitestCounts(file, code), skippedFiles([...left, ...leftOut])];
}

async function runPlaywright(
  /** @type {string} */ node,
  /** @type {readonly import('./requirements.mjs').Requirement[]} */ missing,
  /** @type {string} */ reports,
  /** @type {boolean} */ isBuilt
) {
  const left = [...new Set(missing.flatMap((need) => testsThatNeed(need, 'tests/e2e')))];
  if (!isBuilt || missing.some(({ name }) => name === 'Chromium')) return [skippedFiles(left)];
  const file = join(reports, 'playwright.json');
  const env = { ...environment(node), HAILONG_E2E_REPORT: file, HAILONG_E2E_LEFT_OUT: left.join(':') };
  const { code } = await attach(node, [join('node_modules', '@playwright', 'test', 'cli.js'), 'test'], {
    cwd: ROOT,
    env
  });
  return [playwrightCounts(file, code), skippedFiles(left)];
}

/** A file left out counts as one skipped test: what is in it is not known without running it. */
function skippedFiles(/** @type {readonly string[]} */ files) {
  for (const file of files) console.error(`SKIPPED: ${file}`);
  return { passed: 0, failed: 0, skipped: files.length };
}
