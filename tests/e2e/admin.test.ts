import { expect, test } from '@playwright/test';
import { anAdminSite, signIn, type AdminSite } from '../support/admin-pages.ts';

let site: AdminSite;

test.beforeAll(async () => {
  site = await anAdminSite(60);
});
test.afterAll(() => site.end());

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the overview says its finding, each area with interval and points', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('hài lòng');
    const area = page.locator('[data-area="A1"]');
    await expect(area.locator('[data-figure="mean"]')).toHaveText('4,00');
    await expect(area.locator('[data-figure="share"]')).toHaveText('100,0\u00a0%');
    await expect(page.locator('[data-cuts="evidence"] [data-cut="C"]')).toContainText('63');
    await expect(page.locator('table[data-series] tbody tr')).toHaveCount(1);
  });

  test('a unit is found by its name without marks, and its page lists counters and posters', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    await page.getByLabel('Tìm đơn vị').fill('thu nghiem 1');
    await page.getByRole('button', { name: 'Lọc danh sách' }).click();
    await expect(page.locator('tr[data-unit]')).toHaveCount(1);
    await page.getByRole('link', { name: 'Xã Thử Nghiệm 1' }).click();
    await expect(page.getByRole('heading', { name: '2 quầy và liên kết của quầy' })).toBeVisible();
    const poster = await page.getByRole('link', { name: 'In áp phích quầy này' }).first().getAttribute('href');
    const pdf = await page.request.get(site.origin + poster);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('a unit with three responses is hidden, with the reason', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    const row = page.locator(`tr[data-unit="${site.province.communes[1]?.code}"]`);
    await expect(row).toContainText('ẩn');
    await expect(row).toContainText('Dưới 5 phiếu');
  });

  test('a unit without a response offers its posters', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    await page.goto(`${site.origin}/admin/units/${site.province.department.id}`);
    await expect(
      page.getByRole('link', { name: 'In áp phích mọi quầy' }).or(page.getByText('giữ kín')).first()
    ).toBeVisible();
  });

  test('a link is put into test mode, changed and revoked', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    await page.goto(`${site.origin}/admin/links?unit=${site.province.department.id}`);
    const link = page.locator(`[data-code="${site.province.department.links[0]}"]`);
    await link.getByRole('button', { name: 'Bật chế độ thử' }).click();
    await expect(page.getByRole('status')).toContainText(['Địa chỉ này', 'Đã đổi chế độ thử.']);
    await expect(link).toContainText(/đang thử, phiếu không tính, tự tắt lúc \d+:\d\d/);
    await link.getByText('Đổi mã mới').click();
    await link.getByRole('button', { name: /^Đổi mã/ }).click();
    await expect(page.getByText('Đã đổi mã.')).toBeVisible();
    await expect(link).toContainText('đã thu hồi');
    await expect(page.locator('[data-code]')).toHaveCount(3);
  });

  test('the language of the pages changes and stays', async ({ page }) => {
    await signIn(page, site.origin, 'province-admin');
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('satisfied');
    await page.getByRole('link', { name: 'Links and posters' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Choose a unit');
  });

  test('a unit manager sees the own unit only and prints its posters', async ({ page }) => {
    await signIn(page, site.origin, 'unit-manager');
    await expect(page.getByText('Xã Thử Nghiệm 1').first()).toBeVisible();
    await expect(page.getByLabel('Đơn vị', { exact: true })).toHaveCount(0);
    const sibling = await page.goto(`${site.origin}/admin/units/${site.province.communes[1]?.id}`);
    expect(sibling?.status()).toBe(403);
  });
});

const FIGURES = (unit: string) => ['/admin', `/admin/units/${unit}`, '/admin/links', `/admin/links?unit=${unit}`];
const PEOPLE = () => [
  '/admin/account',
  '/admin/account/second-factor',
  '/admin/people',
  '/admin/people/unit-viewer',
  '/admin/audit'
];
const UNITS = (unit: string) => [
  '/admin/organisation',
  `/admin/organisation/${unit}`,
  `/admin/organisation/${unit}/change?kind=split&plan=1&on=2020-01-01`,
  '/admin/imports'
];

for (const [name, paths] of [
  ['figures', FIGURES],
  ['people and the audit', PEOPLE],
  ['units and counters', UNITS]
] as const) {
  test(`nothing scrolls sideways on the pages of ${name}, and they log no error`, async ({ page }) => {
    const errors: string[] = [];
    await signIn(page, site.origin, 'province-admin');
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    for (const path of paths(site.province.communes[0]?.id ?? '')) {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.goto(site.origin + path, { waitUntil: 'networkidle' });
      for (const width of [320, 360, 768, 1280, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth
        );
        expect(over, `${path} at ${width}`).toBe(0);
      }
    }
    expect(errors).toEqual([]);
  });
}

test('an admin page is within 150 kB on the wire, chart included', async ({ page }) => {
  await signIn(page, site.origin, 'province-admin');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(`${site.origin}/admin`, { waitUntil: 'networkidle' });
  console.log(`/admin: ${Math.round(bytes / 1000)} kB on the wire`);
  expect(bytes).toBeLessThan(150_000);
});
