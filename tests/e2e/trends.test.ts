import { gzipSync } from 'node:zlib';
import { expect, test, type Request } from '@playwright/test';
import { signIn } from '../support/admin-pages.ts';
import { aResponse, aProvince, aRuntime, type Province } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';

let app: AppServer;
let end: () => Promise<void>;
let province: Province;

/** Two rounds: the first commune falls by ten points at n = 400, the second by as many at n = 20. */
test.beforeAll(async () => {
  const runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2 });
  const ctx = runtime.program();
  const send = async (unit: number, count: number, satisfied: number) => {
    const link = province.communes[unit]?.links[0] ?? '';
    const all = Array.from({ length: count }, (_, i) => {
      const response = aResponse(province, link);
      return { ...response, answers: { ...response.answers, 'OV.1': i < satisfied ? 5 : 2 } };
    });
    for (let at = 0; at < count; at += 50) await submitResponses(ctx, all.slice(at, at + 50));
  };
  await send(0, 400, 360);
  await send(1, 20, 18);
  await closeRound(ctx, province.round);
  const day = (days: number) => localDay(ctx.now() + days * DAY_MS);
  await openRound(ctx, {
    ...{ id: 'sau', name: 'Kỳ sau', opensOn: day(0), closesOn: day(80), previousRound: province.round },
    ...{ questionnaire: province.questionnaire.hash, criteriaSet: province.criteriaSet, design: COUNTER_DESIGN },
    units: province.communes.map(({ id }) => ({ id, target: 100 }))
  });
  await send(0, 400, 320);
  await send(1, 20, 16);
  app = await startApp({ dataDir: runtime.config.dataDir });
  end = async () => {
    await app.stop();
    await runtime.end();
  };
});
test.afterAll(() => end());

test('a fall of ten points is clear at n = 400 and no ground at n = 20', async ({ page }) => {
  await signIn(page, app.origin, 'province-analyst');
  await page.getByRole('navigation', { name: 'Điều hướng chính' }).getByRole('link', { name: 'Xu hướng' }).click();
  await page.getByRole('combobox', { name: 'Đơn vị', exact: true }).selectOption({ label: 'Xã Thử Nghiệm 1' });
  await page.getByRole('button', { name: 'Xem số liệu' }).click();
  const title = 'Mức hài lòng chung giảm 10,0 điểm % từ Quý thử đến Kỳ sau';
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const compared = page.getByRole('table', { name: 'So hai thời điểm bằng lời' });
  await expect(compared.getByRole('row', { name: /Mức hài lòng chung/ })).toContainText(
    'Thay đổi rõ: giảm 10,0 điểm %.'
  );
  await expect(page.locator('figure[data-chart="series"] canvas')).toBeVisible();
  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tải hình PNG' }).click();
  expect((await picture).suggestedFilename()).toBe('xu-huong.png');

  await page.getByRole('combobox', { name: 'Đơn vị', exact: true }).selectOption({ label: 'Xã Thử Nghiệm 2' });
  await page.getByRole('button', { name: 'Xem số liệu' }).click();
  await expect(compared.getByRole('row', { name: /Mức hài lòng chung/ })).toContainText('Chưa đủ căn cứ');
});

test('the table of units names the fall, leads to the unit, and its file says the same', async ({ page }) => {
  await signIn(page, app.origin, 'province-analyst');
  await page.goto(`${app.origin}/admin/units?sort=change`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '2 trong 2 đơn vị có số liệu; 1 nơi còn thiếu phiếu'
  );
  const rows = page.locator('tr[data-unit]');
  await expect(rows.first()).toContainText('giảm rõ 10,0 điểm %');
  await expect(rows.nth(1)).toContainText('chưa đủ căn cứ');
  const file = await page.request.get(`${app.origin}/admin/units/export?sort=change`);
  expect(await file.text()).toContain('giảm rõ 10,0 điểm %');
  await rows.first().getByRole('link').click();
  await expect(page.getByText('Xã Thử Nghiệm 1 · Kỳ sau')).toBeVisible();
});

test('the manager of a commune sees its own series and no other', async ({ page }) => {
  await signIn(page, app.origin, 'unit-manager');
  await page.goto(`${app.origin}/admin/trends`);
  await expect(page.getByText(/^Xã Thử Nghiệm 1 · theo các đợt đã khép/)).toBeVisible();
  const other = await page.goto(`${app.origin}/admin/trends?unit=${province.communes[1]?.id}`);
  expect(other?.status()).toBe(403);
  const bad = await page.goto(`${app.origin}/admin/trends?step=second`);
  expect(bad?.status()).toBe(400);
});

test('a day that is marked stands as a band in the trend, and takes no answer away', async ({ page }) => {
  await signIn(page, app.origin, 'province-admin');
  const unit = province.communes[0]?.id ?? '';
  const newest = page.locator('table[data-series] tbody tr').first();
  await page.goto(`${app.origin}/admin/trends?unit=${unit}`);
  const before = await newest.locator('td.number').allInnerTexts();
  await page.getByRole('navigation', { name: 'Điều hướng chính' }).getByRole('link', { name: 'Sổ sự cố' }).click();
  await page.getByLabel('Xảy ra ở đâu').selectOption(unit);
  await page.getByLabel('Cái gì bị lỗi').selectOption({ label: 'Mất điện' });
  await page.getByRole('button', { name: 'Ghi sự cố' }).click();
  await expect(page.getByText('Đã ghi sự cố.')).toBeVisible();
  await page.goto(`${app.origin}/admin/trends?unit=${unit}`);
  await expect(newest).toHaveAttribute('data-outages', /^0\.\d+-0\.\d+$/);
  await expect(newest).toContainText('Sự cố 1 ngày');
  await expect(page.getByText('dải xám trong hình')).toBeVisible();
  expect(await newest.locator('td.number').allInnerTexts()).toEqual(before);
});

test('a page of figures loads at most 200 kB of compressed script', async ({ page }) => {
  await signIn(page, app.origin, 'province-analyst');
  let requests: Request[] = [];
  page.on('requestfinished', (request) => void (request.resourceType() === 'script' && requests.push(request)));
  for (const path of ['/admin', '/admin/trends', '/admin/units', '/admin/points', '/admin/plan', '/admin/reports']) {
    requests = [];
    await page.goto(`${app.origin}${path}`, { waitUntil: 'networkidle' });
    const bodies = await Promise.all(requests.map(async (request) => (await request.response())?.body()));
    const bytes = bodies.reduce((sum, body) => sum + (body ? gzipSync(body).length : 0), 0);
    console.log(`${path}: ${(bytes / 1000).toFixed(0)} kB of script in ${requests.length} files`);
    expect(bytes).toBeLessThanOrEqual(200_000);
  }
});
