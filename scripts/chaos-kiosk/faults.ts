import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Random } from '../../src/lib/domain/simulation/random.ts';
import type { KioskSite, KioskTablet } from '../../tests/support/kiosk-tablet.ts';
import type { Relay } from './relay.ts';
import { answerAllButLast, answerLast, leave } from './respondent.ts';

/** What a fault is done to, and where it notes what the tablet has thanked for. */
export interface Ward {
  readonly site: KioskSite;
  readonly relay: Relay;
  readonly tablet: KioskTablet;
  readonly random: Random;
  /** The page of the kiosk; after `restart`, the new one. */
  readonly page: () => Page;
  /** Kills the browser and opens the kiosk again. */
  readonly restart: () => Promise<void>;
  /** The kiosk goes on in another window. */
  readonly moveTo: (page: Page) => void;
  readonly thanked: (receipt: string) => void;
}

export interface KioskFault {
  readonly name: string;
  readonly run: (ward: Ward) => Promise<void>;
}

const YEARS = [-10, -3, 3, 10];
const YEAR_MS = 365 * 86_400_000;
/** A tablet looks for a newer version after each contact, the first five seconds after one that failed. */
const RELEASE_MS = 45_000;
const NUDGE_MS = 2_000;

/** A whole answer; notes its receipt once the thanks stand on the screen. */
async function whole(ward: Ward): Promise<void> {
  await answerAllButLast(ward.page(), ward.random);
  const receipt = await answerLast(ward.page());
  if (receipt === null) throw new Error('an answer without a fault was not thanked for');
  ward.thanked(receipt);
  await leave(ward.page());
}

async function fill(ward: Ward, most: number): Promise<void> {
  for (let i = Math.floor(ward.random.next() * (most + 1)); i > 0; i -= 1) await whole(ward);
}

export const KIOSK_FAULTS: readonly KioskFault[] = [
  {
    name: 'browser killed while it saves',
    run: async (ward) => {
      await answerAllButLast(ward.page(), ward.random);
      const killed = sleep(ward.random.next() * 150).then(() => ward.tablet.kill());
      const receipt = await answerLast(ward.page(), 2_000);
      if (receipt !== null) ward.thanked(receipt);
      await killed;
      await ward.restart();
    }
  },
  {
    name: 'browser killed while it sends',
    run: async (ward) => {
      await answerAllButLast(ward.page(), ward.random);
      const receipt = await answerLast(ward.page());
      if (receipt !== null) ward.thanked(receipt);
      await sleep(ward.random.next() * 300);
      await ward.tablet.kill();
      await ward.restart();
    }
  },
  {
    name: 'server killed',
    run: async (ward) => {
      await answerAllButLast(ward.page(), ward.random);
      const killed = sleep(ward.random.next() * 200).then(() => ward.site.down());
      const receipt = await answerLast(ward.page());
      if (receipt !== null) ward.thanked(receipt);
      await killed;
      await leave(ward.page());
      await fill(ward, 1);
      await ward.site.up();
    }
  },
  {
    name: 'reply cut',
    run: async (ward) => {
      ward.relay.set('cut');
      await whole(ward);
      await fill(ward, 1);
      await sleep(ward.random.next() * 500);
      ward.relay.set('pass');
    }
  },
  {
    name: 'sign-in page of a network',
    run: async (ward) => {
      ward.relay.set('portal');
      await whole(ward);
      if (ward.random.chance(0.3)) await ward.restart(); // a cold start behind it
      await fill(ward, 1);
      ward.relay.set('pass');
    }
  },
  {
    name: 'clock wrong by years',
    run: async (ward) => {
      const years = ward.random.pick(YEARS);
      await ward.page().clock.setFixedTime(Date.now() + years * YEAR_MS);
      await whole(ward);
      await ward.restart();
    }
  },
  {
    name: 'quota full',
    run: async (ward) => {
      const page = ward.page();
      const session = await page.context().newCDPSession(page);
      await answerAllButLast(page, ward.random);
      await session.send('Storage.overrideQuotaForOrigin', { origin: ward.relay.origin, quotaSize: 1 });
      const receipt = await answerLast(page, 3_000);
      if (receipt !== null) ward.thanked(receipt);
      await session.send('Storage.overrideQuotaForOrigin', { origin: ward.relay.origin });
      if (receipt === null) {
        await page.getByRole('button', { name: 'Thử lại' }).tap();
        await page.getByRole('heading', { name: 'Đã ghi nhận phiếu' }).waitFor({ timeout: 10_000 });
      }
      await leave(page);
    }
  },
  {
    name: 'cold start without a network',
    run: async (ward) => {
      ward.relay.set('dead');
      await ward.tablet.kill();
      await ward.restart();
      await whole(ward);
      ward.relay.set('pass');
    }
  },
  { name: 'application updated with a queue', run: (ward) => released(ward, false) },
  { name: 'database upgraded with a queue', run: (ward) => released(ward, true) },
  {
    name: 'two windows',
    run: async (ward) => {
      const first = ward.page();
      const second = await ward.tablet.another();
      await second.getByText('đang mở ở cửa sổ khác').waitFor({ timeout: 10_000 });
      await whole(ward);
      await first.close();
      ward.moveTo(second);
      await second.getByRole('button', { name: 'Bắt đầu' }).waitFor({ timeout: 10_000 });
      await whole(ward);
    }
  }
];

/** A newer version comes while answers wait: it takes over on the first screen, and the answers are there. */
async function released(ward: Ward, upgrades: boolean): Promise<void> {
  ward.relay.set('mute');
  await whole(ward);
  await fill(ward, 2);
  const before = ward.relay.counts().released;
  ward.relay.release(upgrades);
  const page = ward.page();
  let isReloaded = false;
  const reloaded = page.waitForEvent('load', { timeout: RELEASE_MS }).then(() => (isReloaded = true));
  // The first contact finds the newer version, a later one, on the first screen, lets it take over.
  while (!isReloaded) {
    await page.evaluate(() => dispatchEvent(new Event('online'))).catch(() => undefined);
    await Promise.race([reloaded, sleep(NUDGE_MS)]);
  }
  if (ward.relay.counts().released === before) throw new Error('no newer version was fetched');
  await page.getByRole('button', { name: 'Bắt đầu' }).waitFor({ timeout: 10_000 });
  await whole(ward);
  ward.relay.set('pass');
}
