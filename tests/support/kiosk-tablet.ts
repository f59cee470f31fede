import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { chromiumLaunch } from './chromium.ts';
import { PASSWORD } from './factory.ts';
import { signIn } from './admin-pages.ts';
import { aProvince, type TestProvince } from './province.ts';
import { recordAll, silence } from './recordings.ts';
import { startApp, type AppServer } from './server.ts';

export const PORTRAIT = { width: 800, height: 1280 };
export const LANDSCAPE = { width: 1280, height: 800 };
export const PIN = '2580';
/** How long each recording of the spoken language is. */
export const RECORDING_S = 45;

/** A tablet: a browser with a profile of its own, so that it can be shut and opened again. */
export class KioskTablet {
  readonly #profile = mkdtempSync(join(tmpdir(), 'hailong-kiosk-'));
  readonly #origin: string;
  #context: BrowserContext | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Starts the browser and opens the kiosk, as the tablet's icon does. */
  async open(): Promise<Page> {
    this.#context = await chromium.launchPersistentContext(this.#profile, {
      ...chromiumLaunch(),
      ...{ viewport: PORTRAIT, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', hasTouch: true }
    });
    const page = this.#context.pages()[0] ?? (await this.#context.newPage());
    await page.goto(`${this.#origin}/kiosk`);
    return page;
  }

  /** Ends the browser, not the profile. */
  async shut(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  /** Kills every process of the browser at once, as nobody would shut it. */
  async kill(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    const closed = context?.waitForEvent('close', { timeout: 10_000 }).catch(() => undefined);
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#profile)) process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended by itself meanwhile.
      }
    }
    await closed;
  }

  /** Another window of the same browser. */
  async another(): Promise<Page> {
    if (this.#context === null) throw new Error('the tablet is off');
    const page = await this.#context.newPage();
    await page.goto(`${this.#origin}/kiosk`);
    return page;
  }

  async end(): Promise<void> {
    await this.shut();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

export interface KioskSite {
  readonly province: TestProvince;
  readonly origin: string;
  readonly port: number;
  /** Kills the server; `up` starts it at the same address. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** The built application with a counter and somebody who may pair a tablet with it. */
export async function aKioskSite(): Promise<KioskSite> {
  const province = await aProvince({ communes: 1, counters: 1, names: ['Na Sầm'] });
  const grants = [{ role: 'province_admin', unit: 'tinh' }] as const;
  await createPerson(province.ctx, { account: 'quantri', name: 'Quản trị', password: PASSWORD, grants });
  const spoken = { address: province.questionnaire, code: 'tyz', name: 'Tiếng Tày' };
  await recordAll(province.ctx, spoken, () => silence(0, RECORDING_S));
  let app: AppServer = await startApp({ dataDir: province.dataDir });
  const { origin, port } = app;
  const down = async () => void (await app.stop('SIGKILL'));
  const up = async () => {
    app = await startApp({ dataDir: province.dataDir, port });
  };
  const end = async () => {
    await app.stop();
    await province.end();
  };
  return { province, origin, port, down, up, end };
}

/** Pairs the tablet that shows its code, as an administrator does, and waits for its first screen. */
export async function pair(tablet: Page, admin: Page, origin: string): Promise<void> {
  const code = (await tablet.getByLabel('Mã ghép máy').textContent()) ?? '';
  await signIn(admin, origin, 'quantri');
  await admin.goto(`${origin}/admin/kiosks`);
  await admin.getByLabel('Mã trên máy').fill(code);
  await admin.getByLabel('Tên máy').fill('Máy 2');
  await admin.getByLabel('Mã PIN để thoát').fill(PIN);
  await admin.getByRole('button', { name: 'Ghép máy' }).click();
  await expect(start(tablet)).toBeVisible({ timeout: 15_000 });
}

export const start = (page: Page): Locator => page.getByRole('button', { name: 'Bắt đầu' });
export const choice = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

/** What the tablet keeps of those who answered, and what the browser keeps of its page, as one text. */
export const storedText = (page: Page): Promise<string> => textOf(page, ['outbox', 'tombstones', 'chain']);

/** The packages that the tablet shows and has ready, as one text. */
export const storedPackage = (page: Page): Promise<string> => textOf(page, ['packages']);

function textOf(page: Page, stores: readonly string[]): Promise<string> {
  return page.evaluate(async (names) => {
    const open = indexedDB.open('hailong-kiosk');
    const db = await new Promise<IDBDatabase>((resolve) => {
      open.onsuccess = () => resolve(open.result);
    });
    const read = (store: string) =>
      new Promise<unknown>((resolve) => {
        const all = db.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => resolve(all.result);
      });
    const rows = await Promise.all(names.map(read));
    db.close();
    return JSON.stringify([rows, { ...localStorage }, { ...sessionStorage }]);
  }, stores);
}
