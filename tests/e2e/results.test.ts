import { expect, test } from '@playwright/test';
import { DAY_MS } from '../../src/lib/domain/shared/time.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { signIn } from '../support/admin-pages.ts';
import { expectNoViolations } from '../support/axe.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let base: string;

test.beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 3, counters: 1 });
  const key = province.questionnaire.document.keyItem.id;
  for (const [i, count] of [80, 60, 4].entries()) {
    const link = province.communes[i]?.links[0] ?? '';
    const answers = Array.from({ length: count }, (_, k) => {
      const sent = aResponse(province, link);
      return { ...sent, answers: { ...sent.answers, [key]: k % 5 === 0 ? 2 : 5 } };
    });
    for (let at = 0; at < count; at += 50) await submitResponses(runtime.context, answers.slice(at, at + 50));
  }
  const past = Date.now() - 20 * DAY_MS; // so long ago that its units have read it
  await closeRound({ ...runtime.program(), now: () => past }, province.round);
  app = await startApp({ dataDir: runtime.config.dataDir });
  base = `${app.origin}/results/${province.round}/v1`;
});
test.afterAll(async () => {
  await app.stop();
  await runtime.end();
});

test('what is published is read without script, with how many of how many beside every share, and leads to its data', async ({
  browser
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi-VN' });
  const page = await context.newPage();
  const scripts: string[] = [];
  page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
  await page.goto(`${app.origin}/results`);
  await page.getByRole('link', { name: 'Xem kết quả Quý thử' }).click();
  await expect(page).toHaveURL(base);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cứ 100 người trả lời, 80 người hài lòng');
  for (const panel of await page.locator('section.panel', { hasText: /\d %/ }).all())
    await expect(panel.locator('[data-answered]').first()).toContainText(/\d/);
  await expect(page.getByText('không phải PAR INDEX').first()).toBeVisible();
  await expect(page.getByText(/% hài lòng, khoảng tham khảo \d/)).toBeVisible();
  await expect(page.getByText('Nó không tính được việc ai đã chọn trả lời.')).toBeVisible();
  const names = await page.locator('[data-unit] th a').allTextContents();
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'vi')));
  const small = province.communes[2];
  const row = page.locator(`[data-unit="${small?.code}"]`);
  await expect(row).toContainText('ẩn');
  await expect(row).not.toContainText(/\d %/);
  for (const file of ['data.csv', 'data.json']) {
    const text = await (await page.request.get(`${base}/${file}`)).text();
    expect(text).toContain('không phải PAR INDEX');
    if (file === 'data.csv') {
      const lines = text.split('\r\n').filter((line) => line.includes(`,${small?.code},`));
      expect(lines.map((line) => line.split(',').slice(4, 5))).toEqual([['ẩn']]);
    }
  }
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Of 100 people who answered, 80 are satisfied');
  expect(scripts).toEqual([]);
  await context.close();
});

test('every page of the results is sound at every width, in both themes; addresses that are none say so', async ({
  page
}) => {
  const code = province.communes[0]?.code ?? '';
  const pages = [`${app.origin}/results`, base, `${base}/units/${code}`, `${base}/questionnaire`, `${base}/embed`];
  for (const [i, address] of pages.entries()) {
    await page.emulateMedia({ colorScheme: i % 2 === 0 ? 'light' : 'dark' });
    await page.goto(address);
    await expectNoViolations(page, address);
    for (const width of [320, 360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([address, width, over]).toEqual([address, width, 0]);
    }
  }
  const status = async (path: string) => (await page.request.get(path, { maxRedirects: 0 })).status();
  expect(await status(`${app.origin}/results/${province.round}`)).toBe(307);
  for (const path of ['v2', 'v0', 'v-1', 'v99999', 'x', 'v1/units/nowhere', 'v2/data.csv', 'v2/card.png'])
    expect([path, await status(`${app.origin}/results/${province.round}/${path}`)]).toEqual([path, 404]);
  expect(await status(`${app.origin}/results/nothing/v1`)).toBe(404);
  const card = await page.request.get(`${base}/card.png`);
  expect((await card.body()).subarray(1, 4).toString()).toBe('PNG');
  expect(await (await page.request.get(`${base}/card.svg`)).text()).toContain('không phải PAR INDEX');
});

test('a task is added, told and done; a report is made and fetched; publication is read', async ({ page }) => {
  await signIn(page, app.origin, 'province-admin');
  await page.goto(`${app.origin}/admin/plan`);
  await page.getByLabel('Việc cần làm').fill('Niêm yết mức thu phí ở mỗi quầy');
  await page.getByRole('combobox', { name: 'Cơ quan chịu trách nhiệm' }).last().selectOption({ index: 1 });
  await page.getByLabel('Hạn').fill('2030-01-31');
  await page.getByRole('button', { name: 'Thêm vào kế hoạch' }).click();
  await page.getByRole('link', { name: 'Niêm yết mức thu phí ở mỗi quầy' }).click();
  await page.getByLabel('Đã được bao nhiêu phần trăm').fill('40');
  await page.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await expect(page.getByRole('status')).toContainText('Đã ghi tiến độ.');
  await page.getByLabel('Minh chứng').fill('QĐ 12/QĐ-UBND');
  await page.getByRole('button', { name: 'Báo xong việc này' }).click();
  await expect(page.getByText('xong ngày').first()).toBeVisible();
  await expectNoViolations(page, 'a task');

  await page.goto(`${app.origin}/admin/reports`);
  await page.getByRole('button', { name: 'Lập báo cáo này' }).click();
  const docx = page.getByRole('link', { name: /^DOCX/ });
  await expect(docx).toBeVisible({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), docx.click()]);
  expect(download.suggestedFilename()).toMatch(/^bao-cao-20-.*-vi\.docx$/);
  await expectNoViolations(page, 'reports');

  await page.goto(`${app.origin}/admin/publication`);
  await page.getByRole('link', { name: 'Quý thử' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Quý thử: đã công bố ngày/);
  await expectNoViolations(page, 'publication');
});
