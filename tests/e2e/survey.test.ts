import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { expectNoViolations } from '../support/axe.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { insertLink, revokeLink, setTestAnswers } from '../../src/lib/server/services/links/links.ts';
import { recordAll } from '../support/recordings.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

const PHONE = { width: 360, height: 740 };
test.use({ javaScriptEnabled: false, viewport: PHONE });

let province: TestProvince;
let app: AppServer;
const codes = { open: '', preset: '', revoked: '', closed: '', trial: '' };

test.beforeAll(async () => {
  province = await aProvince({ communes: 4, counters: 1 });
  const { ctx } = province;
  const [open = '', revoked = '', trial = '', presetAt = ''] = province.codes;
  const counters = [{ id: 'nghỉ-1', name: 'Quầy 1' }];
  const closed = {
    id: 'nghỉ',
    code: 'nghỉ',
    name: 'Chưa mở',
    type: 'xã',
    parent: 'tinh',
    from: '2025-07-01',
    counters
  };
  await addUnits(ctx, [closed]);
  const link = (counter: string, stage: string | null) =>
    ctx.gate.run((db) => insertLink({ ...ctx, db }, { counter, filingMode: 'in_person', stage }));
  const counter = ctx.directory.link(presetAt)?.counter.id ?? '';
  Object.assign(codes, {
    open,
    revoked,
    trial,
    preset: await link(counter, 'received'),
    closed: await link('nghỉ-1', null)
  });
  await ctx.directory.reload();
  await revokeLink(ctx, revoked);
  await setTestAnswers(ctx, trial, true);
  app = await startApp({ dataDir: province.dataDir });
});

test.afterAll(async () => {
  await app.stop();
  await province.end();
});

const form = (code: string, query = '') => `${app.origin}/s/${code}${query}`;
const question = (page: Page, number: number) =>
  page.getByRole('group', { name: new RegExp(`^(Câu|Question) ${number} `) });
const level = (page: Page, number: number, name: string) => question(page, number).getByRole('radio', { name });
const send = (page: Page) => page.getByRole('button', { name: /Tôi đồng ý và gửi phiếu|I agree and send/ });
const idOf = (page: Page) => page.locator('input[name=form]').inputValue();

async function storedRow(page: Page, id: string) {
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();
  return province.ctx.db.selectFrom('response').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

test('a whole answer takes twelve taps or fewer, and ends at a receipt that is read in groups', async ({ page }) => {
  await page.goto(form(codes.open));
  let taps = 0;
  const tap = async (target: ReturnType<Page['locator']>) => {
    await target.click();
    taps += 1;
  };
  await tap(page.getByRole('link', { name: 'Đã nhận kết quả' }));
  const formId = await idOf(page);
  await tap(page.getByRole('radio', { name: 'Cho mình, gia đình' }));
  for (let number = 1; number <= 8; number += 1) await tap(level(page, number, 'Hài lòng, mức 4 trên 5'));
  await tap(page.getByRole('radio', { name: 'Tôi tự làm' }));
  await tap(send(page));
  expect(taps).toBeLessThanOrEqual(12);
  const row = await storedRow(page, formId);
  expect(Object.values(JSON.parse(row.answers))).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeFocused();
  const receipt = page.getByRole('region', { name: 'Biên nhận' });
  await expect(receipt).toContainText(row.receipt.match(/.{4}/g)?.join('-') ?? '');
  await expect(receipt).toContainText((row.receipt.match(/.{4}/g) ?? []).map((part) => [...part].join(' ')).join(', '));
});

test('what a screen reader meets is the written transcript', async ({ page }) => {
  for (let visit = 0; visit < 5; visit += 1) {
    await page.goto(form(codes.preset));
    if ((await page.locator('[name="A2.3"]').count()) > 0) break; // booklets take turns
  }
  const transcript = readFileSync(join(import.meta.dirname, 'survey-form.transcript.txt'), 'utf8');
  expect((await page.locator('body').ariaSnapshot()).trim()).toBe(transcript.trim());
});

test('reasons open under a low answer, praise stands only where no answer is low', async ({ page }) => {
  await page.goto(form(codes.preset));
  const formId = await idOf(page);
  const why = question(page, 1).getByRole('group', { name: 'Vì sao' });
  const praise = page.getByRole('group', { name: 'Điều gì tốt?' });
  await level(page, 1, 'Hài lòng, mức 4').click();
  await expect(why).toBeHidden();
  await expect(praise).toBeVisible();
  await level(page, 1, 'Bình thường').click();
  await why.getByRole('checkbox', { name: 'Chỉ dẫn khó hiểu' }).click();
  await expect(praise).toBeHidden();
  await page.getByRole('radio', { name: 'Cho mình, gia đình' }).click();
  await send(page).click();
  expect(JSON.parse((await storedRow(page, formId)).reasons)).toEqual(['unclear']);
});

test('an incomplete form comes back with a summary that leads to the item, and keeps answers and language', async ({
  page
}) => {
  await page.goto(form(codes.preset));
  const formId = await idOf(page);
  await level(page, 2, 'Rất hài lòng, mức 5').click();
  await page.getByLabel('Ông/Bà muốn cơ quan sửa điều gì?').fill('Ghế < 3 & "cũ"');
  await send(page).click();
  await page.getByRole('alert').getByRole('link', { name: 'làm giấy tờ này cho ai' }).click();
  await expect(page).toHaveURL(/#P\.for-self$/);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'How satisfied are you?' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(level(page, 2, 'Very satisfied, level 5 of 5')).toBeChecked();
  await expect(page.getByLabel('What should the office fix?')).toHaveValue('Ghế < 3 & "cũ"');
  expect(await idOf(page)).toBe(formId);
  await page.getByRole('button', { name: 'Tiếng Việt' }).click();
  const mine = page.getByRole('radio', { name: 'Cho mình, gia đình' });
  await mine.click();
  await mine.press('Enter'); // sends, does not change the language
  await storedRow(page, formId);
});

test('an empty form says that no question is answered', async ({ page }) => {
  await page.goto(form(codes.preset));
  const [reply] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    send(page).click()
  ]);
  expect(reply.status()).toBe(400);
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(2);
});

test('a store that cannot write loses nothing: the page keeps the answers and sends the same form again', async ({
  page
}) => {
  await page.goto(form(codes.preset));
  const formId = await idOf(page);
  await page.getByRole('radio', { name: 'Cho mình, gia đình' }).click();
  await level(page, 1, 'Rất hài lòng').click();
  const other = new Database(join(province.dataDir, 'hailong.db'));
  other.exec('BEGIN IMMEDIATE');
  const [reply] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST', { timeout: 40_000 }),
    send(page).click()
  ]);
  other.exec('ROLLBACK');
  other.close();
  expect(reply.status()).toBe(503);
  expect(reply.headers()['retry-after']).toBeDefined();
  await page.getByRole('button', { name: 'Gửi lại bây giờ' }).click();
  expect(JSON.parse((await storedRow(page, formId)).answers)).toEqual({ 'A1.1': 5 });
});

test('every shut door says what to do', async ({ page, request }) => {
  const doors = [
    { code: 'K7Q2N9', status: 404, words: 'Không có mã K7Q2N9' },
    { code: '00000000', status: 404, words: 'Trong mã không có chữ O, chữ I' },
    { code: codes.revoked, status: 410, words: 'Áp phích này không dùng nữa' },
    { code: codes.closed, status: 200, words: 'Góp ý vẫn được nhận' }
  ];
  for (const { code, status, words } of doors) {
    const reply = await page.goto(form(code));
    expect(reply?.status()).toBe(status);
    await expect(page.locator('main')).toContainText(words);
  }
  const unknown = 'K7Q2M9XD';
  expect((await request.get(form(unknown))).status()).toBe(404);
  await page.goto(app.origin);
  await page.getByLabel('Mã trên áp phích').fill(codes.preset.toLowerCase());
  await page.getByRole('button', { name: 'Mở phiếu' }).click();
  await expect(page.getByRole('heading', { name: 'Ông/Bà hài lòng ở mức nào?' })).toBeVisible();
});

test('a test link says that its forms do not count, and stores them apart', async ({ page }) => {
  await page.goto(form(codes.trial, '?stage=received'));
  await expect(page.getByText(/Phiếu thử: không tính vào kết quả. Chế độ thử tự tắt lúc \d+:\d\d/)).toBeVisible();
  const formId = await idOf(page);
  await page.getByRole('radio', { name: 'Làm thuê giấy tờ' }).click();
  await level(page, 1, 'Hài lòng, mức 4').click();
  await send(page).click();
  const row = await storedRow(page, formId);
  expect(row.lane).toBe('qr/C/test');
  expect(JSON.parse(row.profile)).toEqual({ 'P.for': 'agent' });
});

test('the post of an in-app browser is taken, a foreign one is not; a changed repeat is put aside', async ({
  request
}) => {
  const page = await (await request.get(form(codes.preset))).text();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const answer = {
    ...{ form: field('form'), questionnaire: field('questionnaire'), stage: 'received', language: 'vi' },
    ...{ 'P.for': 'self', 'A1.1': '4' }
  };
  const post = (headers: Record<string, string>, change = {}) =>
    request.post(form(codes.preset), { form: { ...answer, ...change }, headers, maxRedirects: 0 });
  expect((await post({ origin: 'https://elsewhere.example' })).status()).toBe(403);
  const inApp = await post({ origin: 'null', 'sec-fetch-site': 'same-origin' });
  expect(inApp.status()).toBe(303);
  expect(inApp.headers()['set-cookie']).toBeUndefined();
  const bare = await post({});
  expect([bare.status(), bare.headers()['location']]).toEqual([303, inApp.headers()['location']]);
  const changed = await post({}, { 'A1.1': '1' });
  expect(changed.status()).toBe(409);
  expect(await changed.text()).toContain('Phiếu gửi lần đầu được giữ');
});

test('no page scrolls sideways at 360, 320 and 256 px, and the first question begins on the first screen', async ({
  page
}) => {
  for (const width of [360, 320, 256]) {
    await page.setViewportSize({ ...PHONE, width });
    for (const query of ['', '?lang=en']) {
      for (const address of [
        form(codes.preset, query),
        form(codes.open, query),
        form('K7Q2N9', query),
        `${app.origin}/${query}`
      ]) {
        await page.goto(address);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `${address} at ${width}`).toBeLessThanOrEqual(width);
      }
    }
  }
  await page.setViewportSize(PHONE);
  await page.goto(form(codes.preset));
  const box = await question(page, 1).boundingBox();
  expect(box?.y).toBeLessThan(PHONE.height - 48);
});

test('every target is 48 px or more', async ({ page }) => {
  await page.goto(form(codes.preset));
  await level(page, 1, 'Không hài lòng, mức 2').click();
  await page.getByText('Thêm đôi điều').click();
  for (const target of await page.locator('input:not([type=hidden]):visible, button:visible:not(.x), summary').all()) {
    const box = await target.boundingBox();
    expect(
      Math.min(box?.width ?? 0, box?.height ?? 0),
      await target.evaluate((node) => node.outerHTML)
    ).toBeGreaterThanOrEqual(48);
  }
});

test.describe('accessibility', () => {
  test.use({ javaScriptEnabled: true });
  test('axe finds nothing on any page', async ({ page }) => {
    const pages = ['', `s/${codes.preset}`, `s/${codes.open}`, 's/K7Q2N9', `s/${codes.revoked}`, `s/${codes.closed}`];
    for (const path of [...pages, `s/${codes.preset}/thanks?r=7Q2M9KXD1234`, `s/${codes.preset}?lang=en`]) {
      await page.goto(`${app.origin}/${path}`);
      if (path === `s/${codes.preset}`) await level(page, 1, 'Rất không hài lòng').click();
      await expectNoViolations(page, path);
    }
  });
});

// The last test of the file: from here on the pages of this province can be heard.
test('recordings are chosen without a script, played from here, and lose no answer', async ({ page, browser }) => {
  await recordAll(province.ctx, { address: province.questionnaire, code: 'tyz', name: 'Tiếng Tày' });
  await expect(async () => {
    await page.goto(form(codes.open));
    await expect(page.getByRole('link', { name: 'Nghe Tiếng Tày' })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.goto(form(codes.preset));
  await level(page, 1, 'Hài lòng, mức 4').click();
  await page.getByRole('button', { name: 'Nghe Tiếng Tày' }).click();
  await expect(level(page, 1, 'Hài lòng, mức 4')).toBeChecked();
  await expect(page.getByLabel('Nghe câu 8, Tiếng Tày')).toBeVisible();
  for (const summary of await page.locator('summary').all()) await summary.click();
  for (const target of await page.locator('audio, summary, nav button').all()) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(48);
  }
  for (const width of [360, 320, 256]) {
    await page.setViewportSize({ ...PHONE, width });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }

  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: true });
  const scripted = await context.newPage();
  await scripted.goto(form(codes.preset, '?audio=tyz'));
  const player = scripted.getByLabel('Nghe câu 1, Tiếng Tày');
  expect(await player.evaluate((audio: HTMLAudioElement) => [audio.paused, audio.preload])).toEqual([true, 'none']);
  await player.evaluate((audio: HTMLAudioElement) => audio.load());
  await player.evaluate((audio: HTMLAudioElement) => void audio.play());
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeGreaterThan(0.5);
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.ended)).toBe(true);
  for (const code of [codes.open, codes.preset]) {
    await scripted.goto(form(code, '?audio=tyz'));
    for (const summary of await scripted.locator('summary').all()) await summary.click();
    await expectNoViolations(scripted, code);
  }
  await context.close();
});
