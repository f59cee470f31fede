/**
 * `npm run chaos:kiosk [-- --runs 200 --seed 1 --only "reply cut"]`: a real tablet (Chromium with a profile) before a
 * real server, and what goes wrong between them, at random moments. Every answer whose thanks stood on the screen must
 * be in the database exactly once, under its receipt; no number may be missing. Processes die here, not the power.
 * With `--drain 10000 --runs 0`: as many answers wait in the tablet, and go while phones answer beside it.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, expect, type Page } from '@playwright/test';
import * as v from 'valibot';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { verify } from '../src/lib/server/services/store/verify.ts';
import { chromiumLaunch } from '../tests/support/chromium.ts';
import { aKioskSite, KioskTablet, pair } from '../tests/support/kiosk-tablet.ts';
import { drain, queue } from './chaos-kiosk/drain.ts';
import { KIOSK_FAULTS, type Ward } from './chaos-kiosk/faults.ts';
import { openRelay } from './chaos-kiosk/relay.ts';

const DRAIN_MS = 120_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    drain: { type: 'string', default: '0' }
  }
});
const faults = KIOSK_FAULTS.filter(({ name }) => values.only === undefined || name === values.only);
if (faults.length === 0)
  throw new Error(`no such fault; there are: ${KIOSK_FAULTS.map(({ name }) => name).join(', ')}`);
const runs = Number(values.runs);
const random = randomFrom(Number(values.seed));
const { version } = v.parse(
  v.object({ version: v.string() }),
  JSON.parse(readFileSync('build/client/_app/version.json', 'utf8'))
);

const site = await aKioskSite();
const relay = await openRelay(site.port, version);
const tablet = new KioskTablet(relay.origin);
let page: Page = await tablet.open();
await pairWithHelp();

const thanked = new Set<string>();
/** Milliseconds from navigation to the first screen after a restart of the browser. */
const starts: number[] = [];
const ward: Ward = {
  ...{ site, relay, tablet, random },
  page: () => page,
  restart: async () => {
    await tablet.kill();
    page = await tablet.open();
    await page.getByRole('button', { name: 'Bắt đầu' }).waitFor({ timeout: 20_000 });
    // From the navigation to the first screen, by the page's own clock: what the tablet does, without the browser's start.
    starts.push(await page.evaluate(() => performance.now()));
  },
  moveTo: (other) => {
    page = other;
  },
  thanked: (receipt) => void thanked.add(receipt)
};

let isWhole = true;
if (Number(values.drain) > 0) {
  relay.set('mute');
  await queue(page, site, Number(values.drain));
  const { seconds, stored, phones, p95, refused } = await drain(page, site, relay, Number(values.drain));
  isWhole = stored === Number(values.drain) && refused === 0 && p95 <= 1_000;
  console.log(
    `drained ${stored} of ${values.drain} in ${seconds} s; beside them ${phones} phones, p95 ${p95} ms, ${refused} refused`
  );
}
const done = new Map<string, number>();
for (let run = 1; run <= runs; run += 1) {
  // Each fault in turn, in an order of its own each time round, so that few runs meet all of them.
  const fault = faults[(run - 1) % faults.length];
  if (!fault) break;
  try {
    await fault.run(ward);
    done.set(fault.name, (done.get(fault.name) ?? 0) + 1);
  } catch (error) {
    isWhole = false;
    console.log(`run ${run}, ${fault.name}: ${error instanceof Error ? error.message : String(error)}`);
    await page.screenshot({ path: `test-results/chaos-kiosk-${run}.png` }).catch(() => undefined);
    relay.set('pass');
    await site.up().catch(() => undefined);
    await ward.restart();
  }
}

const outcome = await judged();
for (const [name, times] of done) console.log(`${name}: ${times}`);
if (starts.length > 0) {
  const sorted = starts.toSorted((a, b) => a - b).map(Math.round);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)];
  console.log(
    `first screen after a restart of the browser: median ${at(0.5)} ms, slowest ${at(1)} ms of ${sorted.length}`
  );
}
console.log(
  `${isWhole && outcome.passed ? 'pass' : 'FAIL'} T37 kiosk ×${runs} (seed ${values.seed}): ${outcome.figures}; replies cut ${relay.counts().cut}`
);
await tablet.end();
relay.end();
await site.end();
process.exit(isWhole && outcome.passed ? 0 : 1);

async function pairWithHelp(): Promise<void> {
  const browser = await chromium.launch(chromiumLaunch());
  await pair(page, await browser.newPage({ locale: 'vi-VN' }), site.origin);
  await browser.close();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** Waits until the tablet has sent all, and compares what it thanked for with what the database holds. */
async function judged(): Promise<{ readonly passed: boolean; readonly figures: string }> {
  await page.getByRole('button', { name: 'Bắt đầu' }).waitFor({ timeout: 20_000 });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(page.getByRole('button', { name: /Đã gửi hết/ })).toBeVisible({ timeout: DRAIN_MS });
  const { db, directory } = site.province.ctx;
  const rows = await db.selectFrom('response').select('receipt').where('lane', 'like', 'kiosk/%').execute();
  const kiosk = await db.selectFrom('kiosk').select('seq').executeTakeFirstOrThrow();
  const findings = await db.selectFrom('kiosk_finding').selectAll().execute();
  const times = Map.groupBy(rows, ({ receipt }) => receipt);
  const lost = [...thanked].filter((receipt) => !times.has(receipt)).length;
  const doubled = [...times.values()].filter((list) => list.length > 1).length;
  const missing = kiosk.seq - rows.length;
  const { differences } = await verify(db, directory);
  return {
    passed: lost + doubled + missing + findings.length + differences.length === 0 && rows.length > 0,
    figures: `${thanked.size} thanked, ${rows.length} stored, ${lost} lost, ${doubled} doubled, ${missing} numbers missing, ${findings.length} gaps or forks, ${differences.length} sums differ`
  };
}
