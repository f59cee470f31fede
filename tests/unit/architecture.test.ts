import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const LINES_ASKED = 250;
const LINES_MAX = 300;

/** Packages that compute and do nothing else: `domain/` may import these beside itself (docs/ARCHITECTURE.md, Layers). */
const PURE_PACKAGES = /^(valibot|@stdlib\/stats-base-dists-[a-z-]+)$/;
const STORE_PACKAGES = /^(kysely|better-sqlite3|pg)(\/|$)/;

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path in the project; null for a package. */
  readonly to: string | null;
  readonly typeOnly: boolean;
}

const files = ['src', 'migrations', 'scripts', 'bin'].flatMap(filesUnder);
const imports = files.filter((file) => /\.(ts|js|mjs|svelte)$/.test(file)).flatMap(importsOf);

describe('layers', () => {
  it('has sources to look at', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(imports.length).toBeGreaterThan(20);
  });

  it('keeps domain/ to itself and the pure packages', () => {
    const strangers = importsUnder('src/lib/domain/').filter(({ to, specifier }) =>
      to === null ? !PURE_PACKAGES.test(specifier) : !to.startsWith('src/lib/domain/')
    );
    expect(show(strangers)).toEqual([]);
  });

  it('keeps the store out of routes, components and browser code', () => {
    const rim = ['src/routes/', 'src/lib/ui/', 'src/lib/client/', 'src/hooks.'].flatMap(importsUnder);
    const store = rim.filter(({ to, specifier }) =>
      to === null ? STORE_PACKAGES.test(specifier) : to.startsWith('src/lib/server/db')
    );
    expect(show(store)).toEqual([]);
  });

  it('keeps server code out of components and browser code', () => {
    const browser = ['src/lib/ui/', 'src/lib/client/', 'src/service-worker.'].flatMap(importsUnder);
    // The shape of a view model may be imported: a type is gone before the code reaches a browser.
    const server = browser.filter(({ to, typeOnly }) => !typeOnly && to?.startsWith('src/lib/server/'));
    expect(show(server)).toEqual([]);
  });

  it('lets the arrows point one way: routes, services, then domain and db', () => {
    const above: Readonly<Record<string, RegExp>> = {
      'src/lib/server/db/': /^src\/(routes|cli|lib\/(ui|client|server\/(services|http|auth|render|entry|jobs)))\//,
      'src/lib/server/services/': /^src\/(routes|cli|lib\/(ui|client|server\/(http|entry)))\//,
      // Plain drawings of ui/ (the faces) are on the poster too; components are not.
      'src/lib/server/': /^src\/((routes|cli|lib\/client)\/|lib\/ui\/.*\.svelte$)/,
      'src/cli/': /^src\/(routes|lib\/(ui|client))\//,
      'migrations/': /^src\/(routes|cli|lib\/(ui|client|server\/services))\//
    };
    const upward = Object.entries(above).flatMap(([layer, higher]) =>
      importsUnder(layer).filter(({ to }) => to !== null && higher.test(to))
    );
    expect(show(upward)).toEqual([]);
  });

  it('runs all that the command line can reach from source: relative imports with their extension', () => {
    const roots = ['src/lib/domain/', 'src/lib/server/services/', 'src/lib/server/db/', 'src/cli/', 'migrations/'];
    const bad = reachableFrom(roots).filter(
      ({ specifier }) => specifier.startsWith('$') || (specifier.startsWith('.') && !/\.(ts|json)$/.test(specifier))
    );
    expect(show(bad)).toEqual([]);
  });

  it('keeps Kit at the rim: routes, hooks, service worker, and server/http, which speaks with it', () => {
    const rim = /^src\/(routes\/|hooks\.|service-worker\.|lib\/server\/http\/)/;
    const kit = imports.filter(
      ({ specifier, typeOnly }) => !typeOnly && /^(@sveltejs\/kit|\$app|\$env)/.test(specifier)
    );
    expect(show(kit.filter(({ from }) => !rim.test(from) && !from.startsWith('src/lib/ui/')))).toEqual([]);
  });

  it('finds every imported file', () => {
    const lost = imports.filter(({ to }) => to !== null && !to.includes('/$types') && !existsSync(join(ROOT, to)));
    expect(show(lost)).toEqual([]);
  });

  it('has no cycles', () => {
    expect(cycles().map((cycle) => cycle.join(' → '))).toEqual([]);
  });
});

describe('redirects', () => {
  it('write what came in an address encoded: a header holds no other letters', () => {
    const raw = files
      .filter((file) => /^src\/routes\/.*\.ts$/.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/redirect\(.*\$\{event\.params\b.*/g)].map(([line]) => `${file}: ${line}`)
      );
    expect(raw).toEqual([]);
  });
});

describe('size', () => {
  it(`keeps files under ${LINES_MAX} lines and asks from ${LINES_ASKED} on`, () => {
    const long = files
      .filter((file) => /\.(ts|js|mjs|svelte|css)$/.test(file))
      .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LINES_ASKED);
    for (const { file, lines } of long) console.warn(`${file}: ${lines} lines; which second noun crept in?`);
    expect(long.filter(({ lines }) => lines > LINES_MAX)).toEqual([]);
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it('names only paths that exist', () => {
    const named = [...read('docs/ARCHITECTURE.md').matchAll(/`([^`\s]+)`/g)]
      .map((match) => match[1] ?? '')
      .filter((path) => /^(src|domain|services|db|routes|cli|migrations|scripts|tests|docs|lib)\//.test(path));
    expect(named.filter((path) => !existsSync(join(ROOT, inProject(path))))).toEqual([]);
  });
});

/** The short forms of the document, as full paths; a pattern stands for the folder it begins with. */
function inProject(path: string): string {
  const homes: Readonly<Record<string, string>> = {
    domain: 'src/lib/domain',
    services: 'src/lib/server/services',
    db: 'src/lib/server/db',
    routes: 'src/routes',
    cli: 'src/cli',
    lib: 'src/lib'
  };
  const [first = '', ...rest] = (path.split(/[*…{]/)[0] ?? '').split('/');
  return [homes[first] ?? first, ...rest].join('/');
}

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function importsUnder(prefix: string): readonly Import[] {
  return imports.filter(({ from }) => from.startsWith(prefix));
}

/** The imports of the files under the prefixes, of the files they import, and so on. */
function reachableFrom(prefixes: readonly string[]): readonly Import[] {
  const byFile = Map.groupBy(imports, ({ from }) => from);
  const open = files.filter((file) => prefixes.some((prefix) => file.startsWith(prefix)));
  const seen = new Set(open);
  for (const file of open) {
    for (const { to } of byFile.get(file) ?? []) {
      if (to === null || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return open.flatMap((file) => byFile.get(file) ?? []);
}

function importsOf(from: string): readonly Import[] {
  const source = read(from).replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const clauses = source.matchAll(/^\s*(?:import|export)\b([^;'"`=]*?)\bfrom\s*['"]([^'"]+)['"]/gm);
  const bare = source.matchAll(/^\s*import\s*()['"]([^'"]+)['"]/gm);
  const dynamic = source.matchAll(/\bimport\(\s*()['"]([^'"]+)['"]/g);
  return [...clauses, ...bare, ...dynamic].map(([, clause = '', specifier = '']) => ({
    from,
    specifier,
    to: target(from, specifier),
    typeOnly:
      /^\s*type\b/.test(clause) ||
      (/\btype\b/.test(clause) && /^[\s{]*(type\s+\w+(\s+as\s+\w+)?[\s,}]*)+$/.test(clause))
  }));
}

function target(from: string, specifier: string): string | null {
  const path = specifier.startsWith('$lib/')
    ? join(ROOT, 'src/lib', specifier.slice(5))
    : resolve(ROOT, dirname(from), specifier);
  if (!/^(\.|\$lib\/)/.test(specifier)) return null;
  const bare = path.replace(/\?.*$/, '');
  const candidates = [bare, `${bare}.ts`, bare.replace(/\.js$/, '.ts'), `${bare}.js`, `${bare}/index.ts`];
  return relative(
    ROOT,
    candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile()) ?? bare
  );
}

/** Chains of imports that come back to their beginning. A type is gone at run time and closes no circle. */
function cycles(): readonly (readonly string[])[] {
  const edges = Map.groupBy(
    imports.filter(({ to, typeOnly }) => to !== null && !typeOnly),
    ({ from }) => from
  );
  const state = new Map<string, 'open' | 'done'>();
  const found: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'open') found.push([...path.slice(path.indexOf(file)), file]);
    if (state.has(file)) return;
    state.set(file, 'open');
    for (const { to } of edges.get(file) ?? []) if (to !== null) visit(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  return found;
}

function show(list: readonly Import[]): readonly string[] {
  return list.map(({ from, specifier }) => `${from} imports ${specifier}`);
}
