import { expect, test } from '@playwright/test';
import { anAdminSite, signIn, type AdminSite } from '../support/admin-pages.ts';

let site: AdminSite;

test.beforeAll(async () => {
  site = await anAdminSite(60);
});
test.afterAll(() => site.end());

test('an analyst starts the analysis of a round, leaves the page, and finds its figures', async ({ page }) => {
  await signIn(page, site.origin, 'province-analyst');
  await page.getByRole('link', { name: 'Phân tích thêm theo tuổi, giới và trọng số' }).click();
  await expect(page.getByRole('heading', { name: 'Kỳ này chưa được tính' })).toBeVisible();
  await page.getByRole('button', { name: 'Tính', exact: true }).click();
  await page.getByRole('link', { name: 'Mọi việc chạy nền' }).click();
  await expect(page.getByRole('row', { name: /Phân tích thêm, Quý thử/ })).toContainText('xong', { timeout: 30_000 });
  await page.getByRole('link', { name: 'Xem kết quả' }).click();
  await expect(page.getByText(/Tính lúc .* từ 63 phiếu/)).toBeVisible();
  const methods = page.getByRole('table', { name: 'Mức hài lòng chung, theo cách tính' });
  await expect(methods.getByRole('row', { name: /Như ở Tổng quan/ })).toContainText('100,0 %');
  await expect(page.getByText('Chưa hiệu chỉnh theo tuổi, giới')).toBeVisible();
  await expect(page.getByText('Chưa ai trả lời câu này.')).toHaveCount(3);
});

test('the manager of a commune sees none of it', async ({ page }) => {
  await signIn(page, site.origin, 'unit-manager');
  await expect(page.getByRole('link', { name: /Phân tích thêm/ })).toHaveCount(0);
  const reply = await page.goto(`${site.origin}/admin/analysis`);
  expect(reply?.status()).toBe(403);
});
