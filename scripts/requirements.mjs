// Programs of the system that some tests need, and the tests that cannot run without them. For any Node from 18 on.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { NOT_ON_POSTGRES } from './test-projects.mjs';

/**
 * @typedef {{
 *   readonly name: string, readonly debianPackage: string, readonly otherwise: string,
 *   readonly isThere: (node: string) => boolean,
 *   readonly marker: RegExp,
 *   readonly project?: { readonly name: string, readonly folder: string, readonly marker: RegExp }
 * }} Requirement `marker`: what a test file (or a support file that it imports) says when it needs the program;
 *   `project`: a whole project of vite.config.ts that needs it, and the marker of the test files in it
 */

/** @type {readonly Requirement[]} */
export const REQUIREMENTS = [
  {
    name: 'Chromium',
    debianPackage: 'chromium',
    otherwise: 'npx playwright install chromium',
    isThere: (node) => finds(node, "import { findChromium as find } from './tests/support/chromium.ts'"),
    marker: /support\/chromium|@playwright\/test/
  },
  {
    name: 'PostgreSQL',
    debianPackage: 'postgresql',
    otherwise: 'your system’s package, with its programs under /usr/lib/postgresql',
    isThere: (node) => finds(node, "import { findPostgres as find } from './tests/support/postgres.ts'"),
    marker: /support\/postgres\.ts['"]/,
    project: { name: 'postgres', folder: 'tests/integration', marker: /['"/]database\.ts['"]/ }
  },
  {
    name: 'Poppler (pdftoppm)',
    debianPackage: 'poppler-utils',
    otherwise: 'your system’s package of poppler',
    isThere: () => spawnSync('pdftoppm', ['-v']).error === undefined,
    marker: /['"`]pdftoppm['"`]/
  },
  {
    name: 'nginx',
    debianPackage: 'nginx-light',
    otherwise: 'your system’s package of nginx',
    isThere: (node) => finds(node, "import { findNginx as find } from './tests/support/nginx.ts'"),
    marker: /support\/nginx\.ts['"]/
  }
];

/**
 * Installs with apt-get what is missing, where we are root and there is one. A failure shows what apt-get said.
 * @param {readonly Requirement[]} missing
 * @returns {boolean} whether it was tried
 */
export function installWithApt(missing) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error !== undefined) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = missing.map(({ debianPackage }) => debianPackage);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
    if (status !== 0) process.stderr.write(`\napt-get ${args.join(' ')}: ${stderr}`);
  }
  return true;
}

/**
 * The test files under `folder` that need the program, by their own text or by that of a support file they import.
 * @param {Requirement} requirement
 * @param {string} folder
 * @returns {string[]} paths from the project's folder
 */
export function testsThatNeed(requirement, folder) {
  return testsWith(requirement.marker, folder);
}

/**
 * The test files of the project that cannot run at all without the program; they may run in another project.
 * @param {Requirement} requirement
 * @returns {string[]} paths from the project's folder
 */
export function testsOfProject({ project }) {
  if (!project) return [];
  return testsWith(project.marker, project.folder).filter((file) => !NOT_ON_POSTGRES.includes(file));
}

/** @returns {string[]} */
function testsWith(/** @type {RegExp} */ marker, /** @type {string} */ folder) {
  return filesUnder(folder).filter((file) => file.endsWith('.test.ts') && needs(marker, file, new Set()));
}

/** @returns {boolean} */
function needs(/** @type {RegExp} */ marker, /** @type {string} */ file, /** @type {Set<string>} */ seen) {
  if (seen.has(file) || !existsSync(join(ROOT, file))) return false;
  seen.add(file);
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (marker.test(text)) return true;
  const supports = [...text.matchAll(/from ['"](?:\.\.?\/)+(?:support\/)?([\w./-]+\.ts)['"]/g)].map(
    (match) => match[1]
  );
  return supports.some((name) => needs(marker, `tests/support/${name}`, seen));
}

/** @returns {string[]} */
function filesUnder(/** @type {string} */ folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
  );
}

/** Asks the tests' own support file, so that there is one answer to where a program is. */
function finds(/** @type {string} */ node, /** @type {string} */ importOfFind) {
  const script = `${importOfFind}; process.exit(find() === null ? 3 : 0)`;
  const { status, stderr } = spawnSync(node, ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0 && status !== 3) throw new Error(stderr);
  return status === 0;
}
