import { expect, test, type Page } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { codeAt } from './authenticator-app.ts';
import { PASSWORD } from './factory.ts';
import { anAdminSite, signIn, type AdminSite } from './admin-pages.ts';

let site: AdminSite;

async function expectNoneAt(page: Page, path: string): Promise<void> {
  await page.goto(site.origin + path);
  // Pages without a script are whole when they are loaded; the others may still fetch what they draw.
  if ((await page.locator('script').count()) > 0) await page.waitForLoadState('networkidle');
  await expectNoViolations(page, path);
}

export interface Screen {
  readonly colorScheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly width: number;
}

/** What axe looks at on one screen; each screen is a file of its own, so that two are looked at at once. */
export function axeFindsNothing({ colorScheme, width }: Screen): void {
  test.beforeAll(async () => {
    site = await anAdminSite(60);
  });
  test.afterAll(() => site.end());
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });

    test('axe finds nothing on the pages of the administration', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      const [full, small] = site.province.communes.map(({ id }) => id);
      for (const path of [
        '/admin',
        '/admin?lane=qr&respondentType=citizen&q=khong-co',
        '/admin?lang=en',
        `/admin/units/${full}?lang=vi`,
        `/admin/units/${full}/detail`,
        `/admin/units/${small}/detail`,
        `/admin/units/${small}`,
        `/admin/units/${site.province.department.id}`,
        '/admin/trends',
        `/admin/trends?unit=${full}&step=month`,
        '/admin/units?sort=value',
        '/admin/units?adjusted=1',
        '/admin/links',
        `/admin/links?unit=${full}`,
        '/admin/analysis',
        '/admin/jobs',
        '/admin/health?lang=vi',
        '/admin/health?lang=en',
        '/admin/units/none'
      ]) {
        await expectNoneAt(page, path);
      }
    });

    test('axe finds nothing on the pages of units and counters', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      const [full, other] = site.province.communes;
      const unit = `/admin/organisation/${full?.id}`;
      for (const path of [
        '/admin/organisation?past=1',
        '/admin/organisation?q=khong-co',
        unit,
        `${unit}/counters/${full?.counters[0]}`,
        `${unit}/change`,
        `${unit}/change?kind=split`,
        `${unit}/change?kind=hand_over`,
        `${unit}/change?kind=merge&plan=1&on=2020-01-01&name=A&type=x&other=${other?.id}`,
        '/admin/imports?kind=unit'
      ]) {
        await expectNoneAt(page, path);
      }
    });

    test('axe finds nothing on the columns, words and rows of a file of responses', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      await expectNoneAt(page, '/admin/imports?kind=response');
      const head = 'id,Quầy,Ngày,Đối tượng,Hình thức nộp,Giai đoạn,A1.1,Họ tên';
      const file = `${head}\n1,Quầy 1,1/1/2026,Người dân,Nộp trực tiếp,received,tốt,Tên`;
      const buffer = Buffer.from(file);
      await page.getByLabel('Tệp .xlsx hoặc .csv').setInputFiles({ name: 'phieu.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'Xem trước' }).click();
      await expect(page.getByText('Cột không lưu lại: Họ tên')).toBeVisible();
      await page.getByText('Cột nào là cột nào?').click();
      await expectNoViolations(page, 'a file of responses');
    });

    test('axe finds nothing on the pages of codes, printing and misplaced posters', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      const [commune] = site.province.communes;
      const days = 'channel=qr&from=2020-01-01&to=2099-01-01';
      for (const path of [
        '/admin/codes',
        '/admin/codes?q=khong-co',
        '/admin/kiosks',
        '/admin/outages',
        '/admin/outages?q=khong-co',
        '/admin/paper',
        '/admin/links?q=khong-co',
        '/admin/jobs?kind=backup',
        `/admin/links/print?unit=${commune?.id}`,
        `/admin/links/answers?counter=${commune?.counters[0]}&${days}`
      ]) {
        await expectNoneAt(page, path);
      }
    });

    test('axe finds nothing on the pages of accounts, people and the audit', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      for (const path of [
        '/admin/account',
        '/admin/account/second-factor',
        '/admin/people',
        '/admin/people?q=khong-co',
        '/admin/people/unit-viewer',
        '/admin/people/unit-viewer/handover',
        '/admin/audit',
        '/admin/audit?to=2020-01-01'
      ]) {
        await expectNoneAt(page, path);
      }
    });

    test('axe finds nothing on what a page shows once: a link to print, recovery codes', async ({ page }) => {
      await signIn(page, site.origin, 'province-admin');
      await page.goto(`${site.origin}/admin/people/unit-viewer`);
      await page.getByRole('button', { name: 'Tạo đường dẫn' }).click();
      await expectNoViolations(page, 'a link to print');
      const url = await page.getByRole('link', { name: /\/invite\// }).innerText();
      await page.goto(`${site.origin}${new URL(url).pathname}`);
      await expectNoViolations(page, 'an invitation');
      await page.goto(`${site.origin}/admin/account/second-factor`);
      await page.getByLabel('Mã 6 số').fill(codeAt(await page.locator('.secret').innerText(), Date.now()));
      await page.getByRole('button', { name: 'Bật bước thứ hai' }).click();
      await expect(page.locator('ol .code')).toHaveCount(10);
      await expectNoViolations(page, 'recovery codes');
      await page.goto(`${site.origin}/admin/account`);
      await expectNoViolations(page, 'an account with an app');
      await page.goto(`${site.origin}/login?again`);
      await page.getByLabel('Tên đăng nhập').fill('province-admin');
      await page.getByLabel('Mật khẩu').fill(PASSWORD);
      await page.getByRole('button', { name: 'Đăng nhập' }).click();
      await expect(page.getByRole('heading', { name: 'Bước xác minh thứ hai' })).toBeVisible();
      await expectNoViolations(page, 'the second step');
      await page.goto(`${site.origin}/admin/account`);
      await page.getByRole('button', { name: 'Bỏ ứng dụng' }).click();
      await expect(page.getByText('Đã bỏ ứng dụng xác thực.')).toBeVisible();
    });

    test('axe finds nothing on sign-in and the survey', async ({ page }) => {
      const code = site.province.communes[0]?.links[0];
      for (const path of ['/login', '/login?again', '/login/step', '/invite/none', '/', `/s/${code}`, '/s/XXXXXXXX'])
        await expectNoneAt(page, path);
    });
  });
}
