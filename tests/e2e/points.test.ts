import { expect, test } from '@playwright/test';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import { setPurpose } from '../../src/lib/server/services/organisation/organisation.ts';
import { createPeriod } from '../../src/lib/server/services/rounds/report-periods.ts';
import { simulateRound } from '../../src/lib/server/services/store/simulation.ts';
import { signIn } from '../support/admin-pages.ts';
import { expectNoViolations } from '../support/axe.ts';
import { aProvince, aRuntime, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let app: AppServer;

test.beforeAll(async () => {
  runtime = await aRuntime();
  const { round } = await aProvince(runtime, { communes: 2 });
  const ctx = runtime.program();
  await setPurpose(ctx, 'demo');
  const [from, to] = [localDay(ctx.now() - 20 * DAY_MS), localDay(ctx.now() - 2 * DAY_MS)];
  const none = { silentUnits: new Set<string>(), stuffedCounters: new Set<string>() };
  const plan = { responses: 900, seed: 5, from, to, quarter: 0, ...none };
  await simulateRound(ctx, ctx.directory.round(round), plan, () => undefined);
  await createPeriod(ctx, { name: 'Kỳ báo cáo thử', from, to, due: to });
  app = await startApp({ dataDir: runtime.config.dataDir });
});
test.afterAll(async () => {
  await app.stop();
  await runtime.end();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('targets, a what-if with an honest sentence, official results apart, a sheet as a workbook', async ({
    page
  }) => {
    await signIn(page, app.origin, 'province-admin');
    await page.getByRole('link', { name: 'Điểm số' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\d,\d\d trong 10 điểm mô phỏng$/);
    await expect(page.getByText('không phải điểm Bộ Nội vụ công bố').first()).toBeVisible();

    await page.getByText('Đặt mục tiêu điểm của kỳ').click();
    await page.getByLabel('Mục tiêu chung (tối đa 10)').fill('9,9');
    await page.getByRole('button', { name: 'Lưu mục tiêu' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/còn thiếu \d,\d\d điểm so với mục tiêu$/);

    const whatIf = page.getByRole('region', { name: 'Nếu… thì sao?' });
    await whatIf.getByLabel('Lĩnh vực hoặc câu hỏi').selectOption('A7');
    await whatIf.getByLabel('Trong 100 người chưa hài lòng, số người chuyển sang hài lòng').fill('50');
    await whatIf.getByRole('button', { name: 'Tính lại' }).click();
    await expect(whatIf.getByRole('status')).toContainText(
      /điểm mô phỏng, tăng \d,\d\d\. Khoảng .* Chưa đạt mục tiêu 9,90\./
    );
    await expect(page.getByRole('region', { name: 'Việc đáng làm nhất' })).toContainText(/\+0,\d\d điểm khoảng 0,\d\d/);
    const hidden = await page.goto(`${app.origin}/admin/points?what1=A7&k1=900`);
    expect(hidden?.status()).toBe(400);
    await expect(whatIf.getByText('Phép tính thử chưa đúng')).toBeVisible();
    await expect(whatIf.getByLabel('Lĩnh vực hoặc câu hỏi').first()).toHaveValue('A7');

    await page.goto(`${app.origin}/admin/points/official`);
    await page.getByLabel('Năm').fill('2024');
    await page.getByLabel('Giá trị', { exact: true }).fill('86,35');
    await page.getByLabel('Ngày công bố').fill('2025-04-06');
    await page.getByLabel('Nguồn').fill('Quyết định ví dụ');
    await page.getByRole('button', { name: 'Lưu' }).click();
    await expect(page).toHaveURL(/done=saved/);
    await page.goto(`${app.origin}/admin/points`);
    await expect(page.getByRole('region', { name: 'Kết quả chính thức các năm' })).toContainText('86,35 / 100');

    await page.getByRole('link', { name: 'Bảng tự chấm cả bộ tiêu chí' }).click();
    await expect(page.getByRole('heading', { name: '7 tiêu chí chưa có bằng chứng' })).toBeVisible();
    await page.getByText('Sửa TC1').click();
    const form = page.locator('form', { has: page.getByRole('button', { name: 'Lưu dòng này' }) }).first();
    await form.getByLabel('Điểm tự chấm').fill('8,5');
    await form.getByLabel(/Bằng chứng/).fill('12/KH-UBND');
    await form.getByRole('button').click();
    await expect(page.getByRole('row', { name: /TC1/ }).first()).toContainText('12/KH-UBND');
    await expect(page.getByRole('heading', { name: '6 tiêu chí chưa có bằng chứng' })).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải XLSX' }).click()
    ]);
    expect(download.suggestedFilename()).toBe('bang-tu-cham.xlsx');
  });
});

test('axe finds nothing on the pages of points, on a phone and on a desk', async ({ page }) => {
  await signIn(page, app.origin, 'province-admin');
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['/admin/points?what1=A7&k1=20', '/admin/points/official', '/admin/points/sheet?lang=vi']) {
      await page.goto(app.origin + path);
      await expectNoViolations(page, path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  }
});
