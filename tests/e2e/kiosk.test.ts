import { expect, test, type Page } from '@playwright/test';
import { revokeKiosk, setPartialForms } from '../../src/lib/server/services/kiosk/kiosk-changes.ts';
import { signIn } from '../support/admin-pages.ts';
import { expectNoViolations } from '../support/axe.ts';
import {
  aKioskSite,
  choice,
  heading,
  KioskTablet,
  LANDSCAPE,
  pair,
  PIN,
  PORTRAIT,
  RECORDING_S,
  start,
  storedPackage,
  storedText,
  type KioskSite
} from '../support/kiosk-tablet.ts';

/** One tablet, from its pairing to its restart: each test goes on from the first screen that the one before left. */
test.describe.configure({ mode: 'serial' });

let site: KioskSite;
let tablet: KioskTablet;
let page: Page;

test.beforeAll(async () => {
  site = await aKioskSite();
  tablet = new KioskTablet(site.origin);
  page = await tablet.open();
});
test.afterAll(async () => {
  await tablet?.end();
  await site?.end();
});

const answers = () =>
  site.province.ctx.db.selectFrom('response').selectAll().where('lane', 'like', 'kiosk/%').orderBy('id').execute();
const arrived = (count: number) => expect.poll(async () => (await answers()).length).toBe(count);
const status = () => page.getByRole('button', { name: /Đã gửi hết|Chưa gửi|Gọi quản trị/ });

/** Tablets of three to four, and low wide ones: all choices still stand on one screen. */
const SMALL = { upright: { width: 768, height: 1024 }, low: { width: 1280, height: 720 } };

/** Axe, targets and the whole screen without scrolling, both ways round; the pictures are kept to be looked at. */
async function look(name: string): Promise<void> {
  const ways = {
    portrait: PORTRAIT,
    landscape: LANDSCAPE,
    ...(name === 'question' || name === 'closing' ? SMALL : {})
  };
  for (const [way, viewport] of Object.entries(ways)) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: test.info().outputPath(`${name}-${way}.png`) });
    const seen = await page.evaluate(() => ({
      small: [...document.querySelectorAll('button')]
        .filter((button) => Math.min(button.offsetWidth, button.offsetHeight) < 48)
        .map((button) => button.textContent),
      outside: [document.body.scrollWidth - innerWidth, document.body.scrollHeight - innerHeight]
    }));
    expect(seen, `${name}, ${way}`).toEqual({ small: [], outside: [0, 0] });
  }
  await page.setViewportSize(PORTRAIT);
  await expectNoViolations(page, name);
}

test('a tablet is paired by its code, and asks a whole form in twelve taps or fewer; the server has it', async ({
  browser
}) => {
  await expect(page.getByLabel('Mã ghép máy')).toHaveText(/^\d{3} \d{3}$/);
  await look('pairing');
  const admin = await browser.newPage();
  await signIn(admin, site.origin, 'quantri');
  await admin.goto(`${site.origin}/admin/kiosks`);
  await admin.getByLabel('Mã trên máy').fill('12345');
  await admin.getByLabel('Tên máy').fill('Máy 1');
  await admin.getByLabel('Mã PIN để thoát').fill(PIN);
  await admin.getByRole('button', { name: 'Ghép máy' }).click();
  await expect(admin.getByText('Không có máy nào đang chờ với mã này.')).toBeVisible();
  await expect(admin.getByLabel('Mã trên máy')).toHaveValue('12345');
  await admin.context().clearCookies();
  await pair(page, admin, site.origin);
  await admin.close();
  await look('attract');
  let taps = 0;
  const tap = async (name: string) => {
    await choice(page, name).tap();
    taps += 1;
  };
  await tap('Bắt đầu');
  await expect(heading(page)).toHaveText('Ông/Bà làm giấy tờ này cho ai?');
  await look('for-whom');
  await tap('Cho mình, gia đình');
  await expect(heading(page)).toHaveText('Hôm nay Ông/Bà:');
  await look('stage');
  await tap('Đã nhận kết quả');
  for (let number = 1; number <= 8; number += 1) {
    await expect(page.getByText(`Câu ${number} trong 8`, { exact: true })).toBeVisible();
    if (number === 1) await look('question');
    await tap(number === 3 ? 'Tôi không biết' : 'Rất hài lòng');
  }
  await expect(page.getByRole('group', { name: 'Điều gì tốt?' })).toBeVisible();
  await tap('Tôi tự làm');
  await expect(heading(page)).toHaveText('Đã ghi nhận phiếu của Ông/Bà');
  expect(taps).toBeLessThanOrEqual(12);
  await look('thanks');
  const receipt = (await page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent()) ?? '';
  await arrived(1);
  const [row] = await answers();
  expect(row?.receipt.match(/.{4}/g)?.join('-')).toBe(receipt);
  expect(Object.values(JSON.parse(row?.answers ?? '{}')).filter((value) => value === 5)).toHaveLength(7);
  expect(await storedText(page)).not.toContain(row?.id);
  await choice(page, 'Xong').tap();
  await expect(status()).toContainText(/Đã gửi hết · \d/);
});

test('back and stop: an answer can be taken back, and nothing of a form that was stopped remains', async () => {
  await start(page).tap();
  await choice(page, 'Công ty, hợp tác xã, hộ kinh doanh').tap();
  await choice(page, 'Nộp giấy tờ, hỏi việc').tap();
  await choice(page, 'Rất không hài lòng').tap();
  await expect(page.getByText('Câu 2 trong 8', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Quay lại' }).tap();
  await expect(choice(page, 'Rất không hài lòng')).toHaveAttribute('aria-pressed', 'true');
  for (let number = 1; number <= 8; number += 1) {
    await expect(page.getByText(`Câu ${number} trong 8`, { exact: true })).toBeVisible();
    if (number === 5) await page.getByRole('button', { name: 'Bỏ qua' }).tap();
    else await choice(page, 'Bình thường').tap();
  }
  await choice(page, 'Lý do khác').tap();
  await expect(choice(page, 'Lý do khác')).toHaveAttribute('aria-pressed', 'true');
  await look('closing');
  const before = await storedText(page);
  await page.getByRole('button', { name: 'Dừng lại' }).tap();
  await look('stop');
  await page.getByRole('button', { name: 'Dừng và xóa' }).tap();
  await expect(start(page)).toBeVisible();
  expect(await storedText(page)).toBe(before);
  await page.goBack();
  await page.goForward();
  await expect(start(page)).toBeVisible();
  expect((await answers()).length).toBe(1);
});

test('by keyboard only, in English; the sign-in page of a network acknowledges nothing', async () => {
  const press = (key: string) => page.keyboard.press(key);
  await page.getByRole('button', { name: 'English' }).focus();
  await press('Enter');
  await expect(heading(page)).toBeFocused();
  await press('Tab'); // the first choice
  await press('Enter');
  await expect(heading(page)).toHaveText('Today you:');
  await press('ArrowDown');
  await press('ArrowDown');
  await expect(choice(page, 'Received the result')).toBeFocused();
  await press('Enter');
  for (let number = 1; number <= 8; number += 1) {
    await expect(page.getByText(`Question ${number} of 8`, { exact: true })).toBeVisible();
    await expect(heading(page)).toBeFocused();
    await press('Tab');
    await press('Tab');
    await expect(choice(page, 'Satisfied')).toBeFocused();
    await press('Space');
  }
  const portal = { contentType: 'text/html', body: '<!doctype html><title>Free Wi-Fi</title>' };
  await page.route('**/api/v1/kiosk/contact', (route) => route.fulfill(portal));
  await choice(page, 'A relative helps').focus();
  await press('Enter');
  await expect(heading(page)).toHaveText('Your answer is recorded');
  await expect(page.getByRole('button', { name: '1 not sent yet' })).toBeVisible();
  await page.unroute('**/api/v1/kiosk/contact');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await arrived(2);
  expect((await answers()).map(({ language }) => language).toSorted()).toEqual(['en', 'vi']);
  await choice(page, 'Done').press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
});

test('without sight: every screen is spoken, four directions and OK answer it', async () => {
  const spoken = page.locator('[data-spoken]');
  const press = (key: string) => page.keyboard.press(key);
  await press('F9');
  await expect(spoken).toContainText('Đã mở chế độ đọc');
  await expect(spoken).toContainText('Bắt đầu. 1 trên');
  await press('Enter');
  await expect(spoken).toContainText('Ông/Bà làm giấy tờ này cho ai?');
  await press('ArrowDown');
  await expect(spoken).toHaveText('Công ty, hợp tác xã, hộ kinh doanh. 2 trên 5');
  await press('ArrowUp');
  await press('Enter');
  await expect(spoken).toContainText('Hôm nay Ông/Bà:');
  await press('ArrowLeft');
  await expect(spoken).toContainText('Ông/Bà làm giấy tờ này cho ai?');
  await press('Enter');
  await expect(spoken).toContainText('Nộp giấy tờ, hỏi việc. 1 trên 4');
  await press('Enter');
  // By touch: a swipe moves, a tap anywhere is OK.
  const swipe = async (dx: number, dy: number) => {
    await page.mouse.move(400, 900);
    await page.mouse.down();
    await page.mouse.move(400 + dx, 900 + dy);
    await page.mouse.up();
  };
  for (let number = 1; number <= 8; number += 1) {
    await expect(spoken).toContainText(`Câu ${number} trong 8`);
    if (number < 8) await expect(spoken).toContainText(/Ông\/Bà có hài lòng về .* không\?/);
    await expect(spoken).toContainText('Rất hài lòng. 1 trên 10');
    await swipe(0, 200);
    await expect(spoken).toHaveText('Hài lòng. 2 trên 10');
    if (number === 1) {
      await swipe(200, 0);
      await expect(spoken).toContainText('Câu 1 trong 8');
      await swipe(0, 200);
      await expectNoViolations(page, 'voice mode');
    }
    await swipe(0, 0);
  }
  await expect(spoken).toContainText('Điều gì tốt?');
  await press('Enter');
  await expect(spoken).toHaveText('Nhanh, đúng hẹn, đã chọn');
  for (let down = 1; down <= 6; down += 1) await press('ArrowDown');
  await expect(spoken).toContainText('Tôi tự làm');
  await press('Enter');
  await expect(spoken).toContainText(/Mã biên nhận: (\w ){3}\w, (\w ){3}\w, (\w ){3}\w/);
  await press('Enter');
  await expect(start(page)).toBeVisible();
  await expect(spoken).toHaveText('');
  await arrived(3);
  expect((await answers()).filter(({ praise }) => praise.includes('fast'))).toHaveLength(1);
});

test('the PIN leads to the state of the tablet, and back', async () => {
  await page.keyboard.press('F8');
  await look('pin');
  for (const digit of '0000') await choice(page, digit).tap();
  await choice(page, 'Mở').tap();
  await expect(page.getByRole('alert')).toHaveText('Mã chưa đúng.');
  for (const digit of PIN) await choice(page, digit).tap();
  await choice(page, 'Mở').tap();
  await expect(heading(page)).toHaveText('Chăm sóc máy');
  await look('service');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Lưu phiếu chưa gửi thành tệp' }).tap();
  expect((await download).suggestedFilename()).toMatch(/^hailong-.*\.json$/);
  await page.getByRole('button', { name: 'Trở về màn hình đầu' }).tap();
  await expect(start(page)).toBeVisible();
});

test('a second tab says that the first is the kiosk, and goes on when that is closed', async () => {
  const second = await page.context().newPage();
  await second.goto(`${site.origin}/kiosk`);
  await expect(heading(second)).toHaveText('Máy này đang mở ở cửa sổ khác');
  await page.close();
  page = second;
  await expect(start(page)).toBeVisible();
});

async function answerByTouch(): Promise<void> {
  await start(page).tap();
  await choice(page, 'Cho mình, gia đình').tap();
  await choice(page, 'Nộp giấy tờ, hỏi việc').tap();
  for (let number = 1; number <= 8; number += 1) {
    await expect(page.getByText(`Câu ${number} trong 8`, { exact: true })).toBeVisible();
    await choice(page, 'Hài lòng').tap();
  }
  await choice(page, 'Tôi tự làm').tap();
  await expect(heading(page)).toHaveText('Đã ghi nhận phiếu của Ông/Bà');
  await choice(page, 'Xong').tap();
}

test('starts without a network after a reload and after the browser was shut, and sends when it is back', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await site.down();
  await page.reload();
  await answerByTouch();
  await expect(status()).toContainText('Chưa gửi 1 phiếu');
  await tablet.shut();
  page = await tablet.open();
  await expect(start(page)).toBeVisible();
  await expect(status()).toContainText('Chưa gửi 1 phiếu');
  expect((await answers()).length).toBe(3);
  await site.up();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await arrived(4);
  await expect(status()).toContainText('Đã gửi hết');
});

test('an answer that was refused is sent again by hand, under a new number that nobody takes for a copy', async () => {
  const { ctx } = site.province;
  const preset = (filing_mode: string) =>
    ctx.gate.run((db) => db.updateTable('link').set({ filing_mode }).where('channel', '=', 'kiosk').execute());
  const says = (words: string) =>
    expect(async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await expect(status()).toContainText(words, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
  const before = (await answers()).length;
  await site.down();
  await answerByTouch();
  await preset('online');
  await site.up();
  await says('Gọi quản trị');
  await site.down();
  await preset('in_person');
  await site.up();
  await page.keyboard.press('F8');
  for (const digit of PIN) await choice(page, digit).tap();
  await choice(page, 'Mở').tap();
  await page.getByRole('button', { name: /gửi lại/i }).tap();
  await arrived(before + 1);
  await page.getByRole('button', { name: 'Trở về màn hình đầu' }).tap();
  await says('Đã gửi hết');
  expect(await ctx.db.selectFrom('kiosk_finding').selectAll().execute()).toEqual([]);
});

test.describe('with a clock that is set by hand', () => {
  const warning = () => page.getByRole('alertdialog', { name: 'Ông/Bà còn ở đây không?' });

  test('whoever leaves is asked after a minute, for twenty seconds; then nothing of them remains', async () => {
    await page.clock.install();
    await page.reload();
    const before = await storedText(page);
    await start(page).tap();
    await choice(page, 'Cho mình, gia đình').tap();
    await choice(page, 'Đã nhận kết quả').tap();
    await choice(page, 'Không hài lòng').tap();
    await expect(page.getByText('Câu 2 trong 8', { exact: true })).toBeVisible();
    await page.clock.fastForward(58_000);
    await expect(warning()).toBeHidden();
    await page.clock.fastForward(3_000);
    await expect(choice(page, 'Tôi còn ở đây')).toBeFocused();
    await look('idle');
    await choice(page, 'Tôi còn ở đây').tap();
    await expect(warning()).toBeHidden();
    await page.getByRole('button', { name: 'Quay lại' }).tap();
    await expect(choice(page, 'Không hài lòng')).toHaveAttribute('aria-pressed', 'true');
    await page.clock.fastForward(61_000);
    await expect(warning()).toContainText('Sau 20 giây');
    await page.clock.fastForward(21_000);
    await expect(start(page)).toBeVisible();
    expect(await storedText(page)).toBe(before);
    await start(page).tap();
    await choice(page, 'Cho mình, gia đình').tap();
    await choice(page, 'Đã nhận kết quả').tap();
    await expect(choice(page, 'Không hài lòng')).toHaveAttribute('aria-pressed', 'false');
    await page.getByRole('button', { name: 'Dừng lại' }).tap();
    await expect(start(page)).toBeVisible();
  });

  test('where the province wants it, what is answered of a form that was left is sent', async () => {
    await setPartialForms(site.province.ctx, 'send');
    const contact = page.waitForResponse('**/api/v1/kiosk/package');
    await page.clock.fastForward(61_000);
    await contact;
    await expect.poll(() => storedPackage(page)).toContain('"partial":"send"');
    await start(page).tap();
    await choice(page, 'Cho mình, gia đình').tap();
    await choice(page, 'Đã nhận kết quả').tap();
    await choice(page, 'Hài lòng').tap();
    await expect(page.getByText('Câu 2 trong 8', { exact: true })).toBeVisible();
    await page.clock.fastForward(61_000);
    await expect(warning()).toContainText('máy gửi các câu đã bấm');
    await page.clock.fastForward(21_000);
    await expect(start(page)).toBeVisible();
    await arrived(6);
  });

  test('three seconds of holding open the voice mode, and on the corner the door for administrators', async () => {
    const hold = async (x: number, y: number) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.clock.fastForward(3_100);
      await page.mouse.up();
    };
    const box = await start(page).boundingBox();
    await hold((box?.x ?? 0) + 50, (box?.y ?? 0) + 50);
    await expect(page.locator('[data-spoken]')).toContainText('Đã mở chế độ đọc');
    await expect(start(page)).toBeVisible(); // to let go is no tap
    await hold(400, 640);
    await expect(page.locator('[data-spoken]')).toHaveText('Đã tắt chế độ đọc.');
    const corner = await status().boundingBox();
    await hold((corner?.x ?? 0) + 20, (corner?.y ?? 0) + 20);
    await expect(heading(page)).toHaveText('Mã của người quản trị');
    await page.clock.fastForward(61_000);
    await page.clock.fastForward(21_000);
    await expect(start(page)).toBeVisible();
  });

  test('a recording of 45 s never resets, and who listens has two minutes from its end', async () => {
    await page.getByRole('button', { name: 'Tiếng Tày' }).tap();
    await page.getByRole('button', { name: 'Nghe câu hỏi' }).tap();
    await expect(page.getByRole('button', { name: 'Dừng nghe' })).toBeVisible();
    await page.clock.fastForward(RECORDING_S * 1_000);
    await page.clock.fastForward(RECORDING_S * 1_000);
    await expect(page.getByRole('button', { name: 'Dừng nghe' })).toBeVisible();
    await expect(warning()).toBeHidden();
    await look('listening');
    await page.getByRole('button', { name: 'Dừng nghe' }).tap();
    await page.clock.fastForward(118_000);
    await expect(warning()).toBeHidden();
    await page.clock.fastForward(3_000);
    await expect(warning()).toBeVisible();
    await page.getByRole('button', { name: 'Dừng và xóa' }).tap();
    await expect(start(page)).toBeVisible();
  });

  test('a tablet that is revoked asks nobody any more, and calls for somebody', async () => {
    const [kiosk] = await site.province.ctx.db.selectFrom('kiosk').select('id').execute();
    await revokeKiosk(site.province.ctx, kiosk?.id ?? '');
    // A message that was on its way at that moment puts the next one off by a minute.
    await expect(async () => {
      await page.clock.fastForward(61_000);
      await expect(heading(page)).toHaveText('Máy này tạm ngừng', { timeout: 2_000 });
    }).toPass();
    await expect(status()).toContainText('Gọi quản trị');
    await page.reload();
    await look('revoked');
  });
});
