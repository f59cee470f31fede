import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { anAdminSite, signIn, type AdminSite } from '../support/admin-pages.ts';

test.use({ javaScriptEnabled: false });

let site: AdminSite;
test.beforeAll(async () => {
  site = await anAdminSite(1);
});
test.afterAll(() => site.end());

async function answer(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Cho mình, gia đình' }).click();
  await page.getByRole('radio', { name: 'Hài lòng, mức 4 trên 5' }).first().click();
  await page.getByRole('button', { name: 'Tôi đồng ý và gửi phiếu' }).click();
}

test('codes are made for online results, answer once each, and a second use is told kindly', async ({ page }) => {
  await signIn(page, site.origin, 'province-admin');
  const unit = site.province.communes[0]?.id ?? '';
  await page.goto(`${site.origin}/admin/links?unit=${unit}`);
  await page.getByText('Thêm liên kết trả kết quả trực tuyến').click();
  await page.getByLabel('Lĩnh vực').fill('Hộ tịch');
  await page.getByRole('button', { name: 'Tạo liên kết' }).first().click();
  await expect(page.getByText(/^Moi Ong\/Ba danh gia .*\/s\/[0-9A-Z]{8}$/)).toBeVisible();

  await page.goto(`${site.origin}/admin/codes`);
  await page.getByLabel('Cho đơn vị').selectOption(unit);
  await page.getByLabel('Số mã cho mỗi quầy hoặc lĩnh vực').fill('3');
  await page.getByRole('button', { name: 'Tạo lô mã' }).click();
  await expect(page).toHaveURL(`${site.origin}/admin/jobs`);
  const take = page.getByRole('button', { name: /^Tải một lần: ma-A1/ });
  await expect
    .poll(
      async () => {
        await page.goto(`${site.origin}/admin/jobs`);
        return take.count();
      },
      { timeout: 30_000 }
    )
    .toBe(1);
  const [download] = await Promise.all([page.waitForEvent('download'), take.click()]);
  const text = readFileSync(await download.path(), 'utf8').replace('\uFEFF', '');
  const [first, second] = Papa.parse<Record<string, string>>(text, { header: true }).data;
  await page.goto(`${site.origin}/admin/jobs`);
  await expect(take).toHaveCount(0);

  const address = new URL(first?.['address'] ?? '');
  await page.goto(site.origin + address.pathname + address.search);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Tiếng Việt' }).click();
  await page.getByRole('button', { name: 'Tôi đồng ý và gửi phiếu' }).click();
  await expect(page.getByRole('alert')).toContainText('làm giấy tờ này cho ai');
  await answer(page);
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();
  expect(page.url()).not.toContain(first?.['code'] ?? '-');

  const again = await page.goto(site.origin + address.pathname + address.search);
  expect(again?.status()).toBe(410);
  await expect(page.getByRole('heading', { name: 'Mã riêng này đã dùng rồi' })).toBeVisible();
  await page.getByRole('link', { name: 'Trả lời không cần mã riêng' }).click();
  await answer(page);
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();

  await page.goto(site.origin);
  await page.getByLabel(/^Mã trên áp phích/).fill(second?.['code']?.toLowerCase() ?? '');
  await page.getByRole('button', { name: 'Mở phiếu' }).click();
  await answer(page);
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();

  await page.goto(`${site.origin}/admin/codes`);
  const batch = page.getByRole('row', { name: /Gửi không qua đơn vị/ });
  await expect(batch.getByRole('cell')).toContainText([/\d/, '3', '2', 'Hủy lô']);
});
