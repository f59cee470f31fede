/**
 * The README's pictures, from a running demo: `node scripts/screenshots.ts --origin http://127.0.0.1:3000 --password …
 * --survey CODE [--account quantri] [--out docs/screenshots] [--also DIR]`. `--also` adds every width and theme, to look at.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { chromiumLaunch } from '../tests/support/chromium.ts';

const BYTES_MAX = 250_000;

const { values } = parseArgs({
  options: {
    origin: { type: 'string', default: 'http://127.0.0.1:3000' },
    account: { type: 'string', default: 'quantri' },
    password: { type: 'string' },
    survey: { type: 'string' },
    out: { type: 'string', default: 'docs/screenshots' },
    also: { type: 'string' }
  }
});
const { origin, account, out } = values;
const { password, survey } = values;
if (password === undefined || survey === undefined)
  throw new Error('give --password and --survey, as the demo printed them');

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  readonly print?: boolean;
  readonly whole?: boolean;
  readonly scale?: number;
}

const PHONE = { width: 360, height: 740 };
const README: readonly Shot[] = [
  { name: 'form-phone', path: `/s/${survey}?stage=received`, ...PHONE, scale: 2 },
  { name: 'overview', path: '/admin', width: 1440, height: 900 },
  { name: 'overview-dark', path: '/admin', width: 1440, height: 900, dark: true },
  { name: 'overview-phone', path: '/admin', ...PHONE, scale: 2 }
];

const WIDTHS = [320, 360, 768, 1280, 1440];
const ALL: readonly Shot[] = [
  ...WIDTHS.map((width) => ({ name: `overview-${width}`, path: '/admin', width, height: 900, whole: true })),
  ...WIDTHS.map((width) => ({ name: `links-${width}`, path: 'links', width, height: 900, whole: true })),
  ...WIDTHS.map((width) => ({ name: `unit-${width}`, path: 'unit', width, height: 900, whole: true })),
  { name: 'overview-dark-all', path: '/admin', width: 1440, height: 900, dark: true, whole: true },
  { name: 'overview-print', path: '/admin', width: 794, height: 1123, print: true, whole: true },
  { name: 'overview-en', path: '/admin?lang=en', width: 1280, height: 900, whole: true },
  { name: 'links-dark', path: 'links', width: 1280, height: 900, dark: true }
];

mkdirSync(out, { recursive: true });
const browser = await chromium.launch(chromiumLaunch());
const signedIn = await storageState(browser);
for (const shot of README) await take(browser, shot, out);
posterPicture(await (await fetch(`${origin}/s/${survey}/poster.pdf`)).arrayBuffer());
if (values.also !== undefined) {
  mkdirSync(values.also, { recursive: true });
  const unit = await someUnit(browser);
  const paths: Readonly<Record<string, string>> = { unit: `/admin/units/${unit}`, links: `/admin/links?unit=${unit}` };
  for (const shot of ALL) await take(browser, { ...shot, path: paths[shot.path] ?? shot.path }, values.also);
}
await browser.close();

async function storageState(of: Browser) {
  const page = await of.newPage({ locale: 'vi-VN' });
  await page.goto(`${origin}/login`);
  await page.getByLabel('Tên đăng nhập').fill(account);
  await page.getByLabel('Mật khẩu').fill(password ?? '');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL('**/admin**');
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

async function open(of: Browser, { path, width, height, dark = false, scale = 1 }: Shot): Promise<Page> {
  const options: BrowserContextOptions = {
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'vi-VN',
    reducedMotion: 'reduce',
    storageState: signedIn
  };
  const page = await (await of.newContext(options)).newPage();
  page.on('console', (message) => message.type() === 'error' && console.error(`${path}: ${message.text()}`));
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  return page;
}

async function take(of: Browser, shot: Shot, folder: string): Promise<void> {
  const page = await open(of, shot);
  if (shot.print) await page.emulateMedia({ media: 'print' });
  const file = join(folder, `${shot.name}.png`);
  await page.screenshot({ path: file, fullPage: shot.whole ?? false });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.context().close();
  report(file, wide > 0 ? `scrolls sideways by ${wide} px` : '');
}

async function someUnit(of: Browser): Promise<string> {
  const page = await open(of, { name: '', path: '/admin', width: 1280, height: 800 });
  const href = await page.locator('tr[data-unit] a').first().getAttribute('href');
  await page.context().close();
  return /units\/([^?]+)/.exec(href ?? '')?.[1] ?? '';
}

/** The first page of the poster, rasterised by poppler's pdftoppm. */
function posterPicture(pdf: ArrayBuffer): void {
  const folder = mkdtempSync(join(tmpdir(), 'poster-'));
  writeFileSync(join(folder, 'poster.pdf'), new Uint8Array(pdf));
  const file = join(out, 'poster.png');
  execFileSync('pdftoppm', ['-png', '-r', '72', '-singlefile', join(folder, 'poster.pdf'), file.replace(/\.png$/, '')]);
  rmSync(folder, { recursive: true });
  report(file);
}

function report(file: string, note = ''): void {
  const bytes = statSync(file).size;
  const isHeavy = file.startsWith(out) && bytes > BYTES_MAX;
  console.log(`${file} ${Math.round(bytes / 1000)} kB ${note}${isHeavy ? ` over ${BYTES_MAX / 1000} kB` : ''}`);
}
