/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';

/**
 * Lets the kiosk start without a network. It keeps what the page /kiosk needs and nothing else; questionnaire and
 * recordings are not here but in IndexedDB, which no update of the application touches. A new version fills a cache of
 * its own past every other cache, checks it whole, and only then waits to take over; until then the old one serves.
 */
const PAGE = '/kiosk';
const PREFIX = 'hailong-kiosk-';
const CACHE = PREFIX + version;
const STATIC = files.filter((path) => /^\/(kiosk|icon)/.test(path));
/** Written in the page by its own markup: a sign-in page of a network does not have it. */
const MARK = 'kiosk.webmanifest';

const TYPES: readonly (readonly [ending: RegExp, type: RegExp])[] = [
  [/\.m?js$/, /javascript/],
  [/\.css$/, /css/],
  [/\.ttf$/, /font|octet-stream/],
  [/\.(svg|png)$/, /image/],
  [/\.webmanifest$/, /json/]
];

const isWorker = (scope: unknown): scope is ServiceWorkerGlobalScope =>
  typeof ServiceWorkerGlobalScope !== 'undefined' && scope instanceof ServiceWorkerGlobalScope;

if (isWorker(self)) listen(self);

function listen(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('install', (event) => event.waitUntil(fill()));
  worker.addEventListener('activate', (event) =>
    // Claimed: the page that registered the first version stays open for months, and would never meet the second.
    event.waitUntil(dropOlder().then(() => worker.clients.claim()))
  );
  worker.addEventListener('message', ({ data }) => {
    if (data === 'take over') void worker.skipWaiting();
  });
  worker.addEventListener('fetch', (event) => {
    const { pathname, origin } = new URL(event.request.url);
    if (event.request.method !== 'GET' || origin !== worker.location.origin) return;
    if (pathname === PAGE || build.includes(pathname) || STATIC.includes(pathname)) {
      event.respondWith(fromCache(event.request, pathname));
    }
  });
}

/** @throws when one part is missing or is not what it should be: then this version is not installed */
async function fill(): Promise<void> {
  const page = await fetched(PAGE);
  const html = await page.clone().text();
  if (!html.includes(MARK)) throw new Error('not the page of the kiosk');
  const parts = new Map<string, Response>([[PAGE, page]]);
  const open = [...referencesIn(html, PAGE), ...build.filter((path) => /\/nodes\/[01]\./.test(path)), ...STATIC];
  while (open.length > 0) {
    const wanted = [...new Set(open.splice(0))].filter((path) => !parts.has(path));
    const responses = await Promise.all(wanted.map(fetched));
    for (const [i, path] of wanted.entries()) {
      const response = responses[i];
      if (response === undefined) continue;
      parts.set(path, response);
      if (/\.(m?js|css)$/.test(path)) open.push(...referencesIn(await response.clone().text(), path));
    }
  }
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await Promise.all([...parts].map(([path, response]) => cache.put(path, response)));
  for (const path of parts.keys()) if ((await cache.match(path)) === undefined) throw new Error(`not kept: ${path}`);
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'reload', credentials: 'omit', redirect: 'error' });
  const type = response.headers.get('content-type') ?? '';
  const [, wanted = /html/] = TYPES.find(([ending]) => ending.test(path)) ?? [];
  if (!response.ok || !wanted.test(type)) throw new Error(`${path}: ${response.status} ${type}`);
  return response;
}

/** Files of the application that a page, script or style names; what is only imported later on is not among them. */
function referencesIn(text: string, at: string): readonly string[] {
  const named = text.matchAll(
    /(?:href="|from\s*["']|import\s*["']|import\(["']|url\(["']?)([^"')\s]+\.(?:m?js|css|ttf))/g
  );
  const isLazy = (match: string) => at.endsWith('js') && match.startsWith('import(');
  const paths = [...named].flatMap(([match, path = '']) =>
    isLazy(match) ? [] : [new URL(path, new URL(at, location.origin)).pathname]
  );
  return paths.filter((path) => build.includes(path));
}

async function fromCache(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  // A page that was opened with a query is the same page.
  return (await cache.match(pathname)) ?? fetch(request);
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name))
  );
}
