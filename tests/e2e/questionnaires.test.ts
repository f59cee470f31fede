import { expect, test } from '@playwright/test';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { expectNoViolations } from '../support/axe.ts';
import { anAdminSite, signIn, type AdminSite } from '../support/admin-pages.ts';

let site: AdminSite;

test.beforeAll(async () => {
  site = await anAdminSite(0);
});
test.afterAll(() => site.end());

const file = (document: unknown, name = 'phieu.json') => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(document))
});

test('a text is translated, looked at, published and compared with the version before', async ({ page, browser }) => {
  await signIn(page, site.origin, 'province-admin');
  await page.goto(`${site.origin}/admin/questionnaires`);
  await page.getByRole('link', { name: 'Ông/Bà hài lòng ở mức nào?' }).click();
  await expect(page.getByRole('heading', { name: /điều nên xem lại/ })).toBeVisible();
  await page.getByLabel('Tên bản nháp').fill('Phiếu quý sau');
  await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
  await expect(page.getByText('Đã tạo bản nháp.')).toBeVisible();

  await page.getByRole('link', { name: 'Sửa chữ và bản dịch' }).click();
  const editAddress = page.url();
  const other = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await signIn(other, site.origin, 'province-admin');
  await other.goto(editAddress);
  await page.getByLabel('Phiên bản').fill('0.3');
  await page.getByLabel('Câu A2.3, English').fill('The day you got the result');
  await page.getByLabel('Câu A2.3, Tiếng Việt').fill('Việc tiếp nhận và trả giấy tờ đúng ngày');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(page.getByText('Đã lưu.')).toBeVisible();
  await expect(page.getByText('chữ hành chính "tiếp nhận", nên viết "nhận"').first()).toBeVisible();

  await other.getByLabel('Câu A2.3, Tiếng Việt').fill('Trả giấy tờ đúng ngày hẹn');
  await other.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Chưa lưu: có người đã lưu trước' })).toBeVisible();
  await expect(other.getByLabel('Câu A2.3, Tiếng Việt')).toHaveValue('Trả giấy tờ đúng ngày hẹn');
  await expect(other.getByLabel('Câu A2.3, English')).toHaveValue('The day you got the result');
  await expect(other.getByText('Việc tiếp nhận và trả giấy tờ đúng ngày')).toBeVisible();
  await other.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(other.getByText('Đã lưu.')).toBeVisible();
  await other.context().close();

  await page.getByRole('link', { name: 'Xem thử' }).click();
  await page.getByLabel('Ngôn ngữ').selectOption('en');
  await page.getByLabel('Tập câu hỏi').selectOption('in_person/received/3');
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  const phone = page.frameLocator('iframe').first();
  await expect(phone.getByText('Preview: nothing is sent or kept')).toBeVisible();
  await expect(phone.getByRole('group', { name: /Question 1 of 8/ })).toBeVisible();
  await phone.getByRole('link', { name: 'Tiếng Việt' }).click();
  await expect(phone.getByText('Xem thử: không gửi và không lưu gì')).toBeVisible();

  await page.getByRole('link', { name: 'Nội dung', exact: true }).click();
  await page.getByRole('button', { name: 'Ban hành' }).click();
  await expect(page.getByText('Đã ban hành.')).toBeVisible();
  await expect(page.getByText('LS-2017, 0.3')).toBeVisible();
  await page.getByRole('link', { name: 'So với bản trước' }).click();
  const changed = page.getByRole('region', { name: 'Chữ thay đổi: Tiếng Việt' });
  await expect(changed).toContainText('Ngày trả kết quả so với ngày hẹn');
  await expect(changed).toContainText('Trả giấy tờ đúng ngày hẹn');
  await expect(page.getByRole('region', { name: 'Chữ thay đổi: English' })).toContainText('The day you got the result');
});

test('a file with faults is refused with all of them, a good one becomes a draft; a recording is kept', async ({
  page
}) => {
  await signIn(page, site.origin, 'province-admin');
  await page.goto(`${site.origin}/admin/questionnaires`);
  await page
    .getByLabel('Tệp JSON', { exact: true })
    .and(page.locator('input'))
    .setInputFiles(file({ ...bank, reasons: [...bank.reasons, bank.reasons[0]], languages: ['vi', 'vi'] }));
  await page.getByRole('button', { name: 'Kiểm tra và nhập' }).click();
  await expect(page.getByRole('alert')).toContainText('Tệp có 2 lỗi, chưa ghi gì');
  await expectNoViolations(page, 'faults');
  await page
    .getByLabel('Tệp JSON', { exact: true })
    .and(page.locator('input'))
    .setInputFiles(file({ ...bank, version: '0.3' }));
  await page.getByRole('button', { name: 'Kiểm tra và nhập' }).click();
  await expect(page.getByRole('heading', { name: /LS-2017 0\.3/ })).toBeVisible();

  await page.getByRole('link', { name: 'Thu âm' }).click();
  await page.getByLabel('Tên', { exact: true }).fill('Tiếng Tày');
  await page.getByLabel('Mã', { exact: true }).fill('tyz');
  await page.getByRole('button', { name: 'Thêm' }).click();
  await expect(page.getByText('Đã thêm ngôn ngữ.')).toBeVisible();
  await page.getByLabel('Tệp âm thanh của câu 1', { exact: true }).setInputFiles({
    name: '1.ogg',
    mimeType: 'audio/ogg',
    buffer: Buffer.from('OggS, as far as the first bytes go')
  });
  await page.getByRole('button', { name: 'Lưu bản thu của câu 1', exact: true }).click();
  await expect(page.getByRole('heading', { name: /Tiếng Tày: 1 trên/ })).toBeVisible();
  const heard = await page.request.get(site.origin + (await page.locator('audio').getAttribute('src')));
  expect([heard.status(), heard.headers()['content-type']]).toEqual([200, 'audio/ogg']);
  const script = await page.getByRole('link', { name: 'Tải kịch bản thu âm (PDF)' }).getAttribute('href');
  expect((await page.request.get(site.origin + script)).headers()['content-type']).toBe('application/pdf');
  await page.getByRole('link', { name: 'Kịch bản thu âm để in' }).click();
  await expect(page.getByRole('heading', { name: 'Kịch bản thu âm Tiếng Tày' })).toBeVisible();
});

test('a criteria set is checked, looked at and published', async ({ page }) => {
  await signIn(page, site.origin, 'province-admin');
  await page.goto(`${site.origin}/admin/criteria-sets`);
  await page.getByRole('link', { name: 'Bảy lĩnh vực tác động (ví dụ)' }).click();
  await expect(page.getByRole('rowheader', { name: 'A1' })).not.toHaveText('A1');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Tải tệp XLSX' }).click();
  const saved = await (await download).path();
  await page.goto(`${site.origin}/admin/criteria-sets`);
  await page.getByLabel('Tệp XLSX hoặc JSON').setInputFiles(saved);
  await page.getByRole('button', { name: 'Kiểm tra' }).click();
  await expect(page.getByRole('heading', { name: /Xem lại trước khi ban hành/ })).toBeVisible();
  await page.getByRole('button', { name: 'Ban hành bộ tiêu chí này' }).click();
  await expect(page.getByText('Nội dung này đã được ban hành rồi')).toBeVisible();
});

/** Each page on one screen: light and narrow, or dark and wide. */
const SCREENS = [
  { colorScheme: 'light', width: 360, pages: ['', '/preview', '/preview/form'], others: ['/admin/questionnaires'] },
  {
    colorScheme: 'dark',
    width: 1440,
    pages: ['/difference', '/audio', '/audio/script?spoken=tyz'],
    others: ['/admin/criteria-sets']
  }
] as const;

for (const { colorScheme, width, pages, others } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });

    test('axe finds nothing on the pages of questionnaires and criteria sets', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      const version = `/admin/questionnaires/${site.province.questionnaire.hash}`;
      for (const path of [...others, ...pages.map((name) => version + name)]) {
        await page.goto(site.origin + path);
        await expectNoViolations(page, path);
      }
    });
  });
}

test('axe finds nothing on the texts of a draft', async ({ page }) => {
  await signIn(page, site.origin, 'province-admin');
  await page.goto(`${site.origin}/admin/questionnaires/${site.province.questionnaire.hash}`);
  await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
  await page.getByRole('link', { name: 'Sửa chữ và bản dịch' }).click();
  await expect(page.getByRole('button', { name: 'Lưu', exact: true })).toBeVisible();
  await expectNoViolations(page, 'the texts');
});
