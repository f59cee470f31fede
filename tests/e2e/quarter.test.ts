import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { localDay } from '../../src/lib/domain/shared/time.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { xlsxOf } from '../../src/lib/server/table-file/write-xlsx.ts';
import { signIn } from '../support/admin-pages.ts';
import { aRuntime, PASSWORD, type TestRuntime } from '../support/factory.ts';
import { journeyReport } from '../support/journey-report.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let app: AppServer;

test.beforeAll(async () => {
  runtime = await aRuntime();
  const root = randomUUID();
  const province = { id: root, code: 'province', name: 'Lạng Sơn', type: 'tỉnh', parent: null, counters: [] };
  await addUnits(runtime.context, [{ ...province, from: localDay(Date.now()) }]);
  const grants = [{ role: 'province_admin' as const, unit: root }];
  await createPerson(runtime.program(), { account: 'admin', name: 'Quản trị', password: PASSWORD, grants });
  app = await startApp({ dataDir: runtime.config.dataDir });
});
test.afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

/** `npm run shots` names the folder. */
const keep = journeyReport(process.env['HAILONG_JOURNEY']);
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

test('one person prepares a quarter, from an empty database to its scorecard', async ({ page }) => {
  test.setTimeout(300_000);
  const step = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await signIn(page, app.origin, 'admin');
  await expect(page.getByRole('heading', { name: 'Chuẩn bị kỳ khảo sát đầu tiên' })).toBeVisible();
  await keep(page, 'Việc cần làm trước');

  await page.getByRole('link', { name: 'Nhập đơn vị và quầy' }).click();
  await keep(page, 'Đơn vị và quầy');
  const template = await page.getByRole('link', { name: /65 xã, phường/ }).getAttribute('href');
  const communes = await page.request.get(app.origin + template);
  await page.getByRole('link', { name: 'Nhập từ tệp' }).click();
  await keep(page, 'Nhập từ tệp');
  await page
    .getByLabel(/Tệp .xlsx/)
    .setInputFiles({ name: 'don-vi.xlsx', mimeType: XLSX, buffer: await communes.body() });
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await keep(page, 'Xem trước 65 đơn vị');
  await page.getByRole('button', { name: 'Ghi 65 dòng' }).click();
  await keep(page, 'Đã nhập đơn vị');

  await page.goto(`${app.origin}/admin`);
  await expect(step('Nhập đơn vị và quầy')).toContainText('Đã xong');
  await page.getByRole('link', { name: 'Ban hành bộ câu hỏi' }).click();
  await keep(page, 'Bộ câu hỏi');
  await page.getByRole('button', { name: 'Dùng bộ câu hỏi mẫu' }).click();
  await keep(page, 'Soạn bộ câu hỏi');
  await page.getByRole('button', { name: 'Ban hành' }).click();
  await expect(page.getByText('Đã ban hành.')).toBeVisible();
  await keep(page, 'Đã ban hành bộ câu hỏi');
  await expect(page.getByText('Bước tiếp theo:')).toBeVisible();
  await page.getByRole('link', { name: 'Ban hành bộ tiêu chí' }).click();
  await keep(page, 'Bộ tiêu chí');
  await page.getByRole('button', { name: 'Xem bộ tiêu chí ví dụ' }).click();
  await keep(page, 'Bộ tiêu chí ví dụ');
  await page.getByRole('button', { name: /Ban hành/ }).click();
  await keep(page, 'Đã ban hành bộ tiêu chí');

  await page.goto(`${app.origin}/admin`);
  await keep(page, 'Còn phải làm gì');
  await page.getByRole('link', { name: 'Tạo kỳ khảo sát' }).click();
  await keep(page, 'Tạo kỳ');
  await page.getByLabel('Tên kỳ').fill('Kỳ đầu tiên');
  await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
  await expect(page.getByText('65 đơn vị chưa có mã QR hoặc liên kết nào')).toBeVisible();
  await keep(page, 'Kỳ, bản nháp');
  const round = page.url();

  await page.getByRole('link', { name: 'Hồ sơ và mục tiêu' }).click();
  await keep(page, 'Hồ sơ và mục tiêu');
  await page.getByRole('link', { name: 'Nhập số hồ sơ từ tệp' }).click();
  const codes = runtime.context.directory;
  await codes.reload();
  const columns = ['mã đơn vị', 'loại người trả lời', 'hình thức nộp', 'số hồ sơ'];
  const rows = codes
    .units()
    .filter(({ code }) => code !== 'province')
    .map(({ code }, i) => [code, 'Người dân', 'Nộp trực tiếp', 200 + 10 * i]);
  const settled = page.locator('form', { has: page.locator('input[value="transactions"]') });
  await settled
    .getByLabel(/Tệp .xlsx/)
    .setInputFiles({ name: 'ho-so.xlsx', mimeType: XLSX, buffer: Buffer.from(await xlsxOf('N', columns, rows)) });
  await settled.getByRole('button', { name: 'Xem trước' }).click();
  await keep(page, 'Xem trước số hồ sơ');
  await page.getByRole('button', { name: 'Ghi 65 dòng' }).click();
  await page.getByRole('link', { name: 'Xem kết quả' }).click();
  await keep(page, 'Số hồ sơ đã nhập');
  await page.getByRole('button', { name: 'Tính mục tiêu cho mọi đơn vị' }).click();
  await expect(page.getByRole('row', { name: /^Xã Thất Khê/ })).toContainText('73');
  await keep(page, 'Mục tiêu');

  await page.goto(`${app.origin}/admin/links`);
  await page.getByRole('button', { name: 'Tạo mã QR cho 195 quầy chưa có' }).click();
  await keep(page, 'Mã QR và liên kết');
  await page.goto(round);
  await expect(page.getByText('Đã sẵn sàng: không thiếu gì.')).toBeVisible();
  await keep(page, 'Sẵn sàng mở');
  await page.getByRole('button', { name: 'Mở kỳ khảo sát' }).click();
  await expect(page.getByText('Đã mở.')).toBeVisible();
  await expect(page.getByText(/Bước (tiếp theo|đang làm):/)).toHaveCount(0);
  await keep(page, 'Đã mở');

  await page.goto(`${app.origin}/admin/links`);
  await page
    .getByRole('button', { name: /áp phích/ })
    .last()
    .click();
  const posters = page.getByRole('link', { name: /^posters-.*\.pdf$/ });
  await expect(posters).toBeVisible({ timeout: 60_000 });
  await keep(page, 'Áp phích');
  const pdf = await page.request.get(app.origin + (await posters.getAttribute('href')));
  expect((await pdf.body()).toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(195);

  await page.goto(`${app.origin}/admin/paper`);
  await page.getByLabel('Tên tập').fill('Thùng phiếu tuần 1');
  await page.getByRole('button', { name: 'Bắt đầu nhập' }).click();
  await keep(page, 'Nhập phiếu giấy');
  for (const number of ['1', '2']) {
    await expect(page.getByLabel('Số phiếu', { exact: true })).toHaveValue(number);
    await page.locator('.key').first().focus();
    await page.keyboard.type('44544854'); // the cursor moves on by itself
    await page.getByRole('button', { name: 'Ghi, sang phiếu sau' }).click();
    await expect(page.getByText(`Đã ghi phiếu số ${number}.`)).toBeVisible();
  }
  await keep(page, 'Đã nhập phiếu giấy');

  await page.goto(round);
  await page.getByLabel(/Tôi chắc muốn ngừng ngay/).check();
  await page.getByRole('button', { name: 'Ngừng nhận phiếu' }).click();
  await expect(page).toHaveURL(/done=ended/);
  await keep(page, 'Ngừng nhận phiếu');
  await page.getByRole('button', { name: 'Chốt số liệu' }).click();
  await expect(page).toHaveURL(/done=closing/);
  await expect(async () => {
    await page.goto(round);
    await expect(page.getByRole('heading', { name: 'Bản 1' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText(/Chốt lúc .*, 2 phiếu/)).toBeVisible();
  await keep(page, 'Bảng điểm');
  await page.goto(`${app.origin}/admin`);
  await keep(page, 'Tổng quan sau khi chốt');
});
