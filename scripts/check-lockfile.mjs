// `node scripts/check-lockfile.mjs [FILE…]`: package-lock.json against the versions below which a hole is known; no
// package from elsewhere than the npm registry, none without its hash. Prints the licences. Plain JavaScript for any Node from 18 on.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const REGISTRY = 'https://registry.npmjs.org/';

/**
 * The oldest version without a hole that is known, and the newest of these holes. `null`: no version on npm is without.
 * @type {Readonly<Record<string, readonly [oldest: string | null, hole: string]>>}
 */
const FLOORS = {
  '@sveltejs/kit': [
    '2.70.2',
    'ReDoS in the Accept header (82712fc); below 2.70.0 CSRF checks off by NODE_ENV (#16313)'
  ],
  '@sveltejs/adapter-node': ['5.5.1', 'GHSA-j62c-4x62-9r35, CVE-2025-67647: denial of service and SSRF'],
  devalue: ['5.6.4', 'GHSA-mwv9-gp5h-frr4: an own property __proto__'],
  svelte: ['5.53.5', 'GHSA-qgvg-pr8v-6rr3, GHSA-phwv-c562-gvmh, CVE-2026-27902: XSS in server rendering'],
  kysely: ['0.28.17', 'GHSA-pv5w-4p9q-p3v2, CVE-2026-44635: traversal by JSON path'],
  cookie: ['0.7.0', 'GHSA-pxg6-pf52-xh8x: characters out of bounds'],
  jszip: ['3.7.0', 'CVE-2021-23413: names of the prototype in zip entries'],
  xlsx: [null, 'CVE-2023-30533, CVE-2024-22363: never mended on npm']
};

/** @typedef {{ version?: string, resolved?: string, integrity?: string, license?: string, link?: boolean }} Locked */

const files = process.argv.slice(2);
if (files.length === 0) files.push(join(ROOT, 'package-lock.json'), join(ROOT, 'tools', 'node', 'package-lock.json'));
const faults = files.flatMap((file) => check(file));
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);

/** @returns {string[]} one line a fault, with the package named */
function check(/** @type {string} */ file) {
  /** @type {{ packages: Record<string, Locked> }} */
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  const installed = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({ ...locked, name: path.slice(path.lastIndexOf('node_modules/') + 13) }));
  /** @type {Map<string, number>} */
  const licences = new Map();
  for (const { name, license = `not named (${name})` } of installed)
    licences.set(license, (licences.get(license) ?? 0) + 1);
  const counts = [...licences].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} ${name}`);
  console.log(`${relative(process.cwd(), file)}: ${installed.length} packages: ${counts.join(', ')}`);
  return installed.flatMap((one) => [...placeFaults(one), ...versionFaults(one)].map((fault) => `${file}: ${fault}`));
}

/**
 * Without an address npm takes the package from the registry that it is set to; the hash says what it must be.
 * @returns {string[]}
 */
function placeFaults(/** @type {Locked & { name: string }} */ { name, version, resolved, integrity }) {
  return [
    ...(resolved === undefined || resolved.startsWith(REGISTRY) ? [] : [`${name} ${version} comes from ${resolved}`]),
    ...(/^sha(512|384|256)-/.test(integrity ?? '') ? [] : [`${name} ${version} has no hash`])
  ];
}

/** @returns {string[]} */
function versionFaults(/** @type {Locked & { name: string }} */ { name, version = '' }) {
  const floor = Object.hasOwn(FLOORS, name) ? FLOORS[name] : undefined;
  if (floor === undefined) return [];
  const [oldest, hole] = floor;
  if (oldest !== null && isAtLeast(version, oldest)) return [];
  return [`${name} ${version} ${oldest === null ? 'must not be used' : `is older than ${oldest}`}: ${hole}`];
}

/** A version before its release (5.0.0-next.1) is older than the release. */
function isAtLeast(/** @type {string} */ version, /** @type {string} */ oldest) {
  const parts = (/** @type {string} */ text) => (text.split('-')[0] ?? '').split('.').map(Number);
  const [given, asked] = [parts(version), parts(oldest)];
  const at = asked.findIndex((part, index) => part !== given[index]);
  return at < 0 ? !version.includes('-') : (given[at] ?? 0) > (asked[at] ?? 0);
}
