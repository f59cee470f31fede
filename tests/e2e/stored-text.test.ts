import { expect, test, type Page } from '@playwright/test';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { signIn } from '../support/admin-pages.ts';
import { PASSWORD } from '../support/factory.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

const IMAGE = '<img src=x onerror=alert(1)>';
/** Leaves an attribute, a comment of markup and a script, and turns the direction of reading. */
const BREAKOUT = `"'>--></title></script>\u202e${IMAGE}`;
const COMMENT = `<script>alert(2)</script> "'> \u202e nhận xét`;

let province: TestProvince;
let app: AppServer;
let code: string;
const dialogs: string[] = [];

test.beforeAll(async () => {
  province = await aProvince({
    communes: 2,
    names: [IMAGE, BREAKOUT],
    counterNames: [IMAGE, BREAKOUT],
    roundName: BREAKOUT
  });
  code = province.codes[0] ?? '';
  const grants = [{ role: 'province_admin', unit: 'tinh' }] as const;
  await createPerson(province.ctx, { account: 'admin', name: BREAKOUT, password: PASSWORD, grants });
  for (const link of province.codes) {
    const all = Array.from({ length: 40 }, () => aResponse(province, { link, comment: COMMENT, praise: ['kind'] }));
    await submitResponses(province.ctx, all);
  }
  app = await startApp({ dataDir: province.dataDir });
});
test.afterAll(async () => {
  await app.stop();
  await province.end();
});
test.beforeEach(({ page }) => {
  dialogs.length = 0;
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
});

/** Nothing of the texts became an element or an attribute, and no comment is on the page at all. */
async function expectText(page: Page, address: string): Promise<void> {
  const made = page.locator('img, [onerror], script:text("alert")');
  expect(await made.evaluateAll((nodes) => nodes.map((node) => node.outerHTML)), address).toEqual([]);
  expect(await page.content(), address).not.toContain('nhận xét');
  expect(dialogs, address).toEqual([]);
}

async function visit(page: Page, path: string, shown: string | null): Promise<void> {
  await page.goto(app.origin + path);
  await expectText(page, path);
  if (shown !== null) expect(await page.locator('html').innerText(), path).toContain(shown);
}

test('what officials and respondents wrote is text on every page for citizens', async ({ page }) => {
  const wild = encodeURIComponent(BREAKOUT);
  await visit(page, `/s/${code}`, IMAGE);
  await visit(page, `/s/${code}?stage=received`, IMAGE);
  await visit(page, `/s/${province.codes[1]}?stage=received&lang=en`, BREAKOUT);
  await visit(page, `/s/${code}/thanks?r=7Q2M9KXD1234`, IMAGE);
  await visit(page, `/s/${code}/thanks?r=${wild}`, IMAGE);
  await visit(page, `/s/${code}?stage=${wild}&lang=${wild}`, IMAGE);
  await visit(page, `/s/${wild.slice(0, 40)}`, null);
  await visit(page, `/?code=${wild}&lang=${wild}`, null);
  await visit(page, `/no/${wild}`, null);
});

test('an answer that comes back shows its comment as text in its own field only', async ({ page }) => {
  await page.goto(`${app.origin}/s/${code}?stage=received`);
  const field = page.getByLabel('Ông/Bà muốn cơ quan sửa điều gì?');
  await field.fill(`</textarea>${BREAKOUT}`);
  await page.getByRole('button', { name: 'Tôi đồng ý và gửi phiếu' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(field).toHaveValue(`</textarea>${BREAKOUT}`);
  await expectText(page, 'the form again');
});

test('what was typed or stored is text on every page for officials', async ({ page }) => {
  await page.goto(`${app.origin}/login?next=${encodeURIComponent(`/${BREAKOUT}`)}`);
  await page.getByLabel('Tên đăng nhập').fill(BREAKOUT);
  await page.getByLabel('Mật khẩu').fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(page.getByLabel('Tên đăng nhập')).toHaveValue(BREAKOUT);
  await expectText(page, '/login');

  await signIn(page, app.origin, 'admin');
  const wild = encodeURIComponent(BREAKOUT);
  await visit(page, '/admin', IMAGE);
  await visit(page, `/admin?q=${encodeURIComponent(IMAGE)}`, IMAGE);
  await expect(page.locator('input[name=q]')).toHaveValue(IMAGE);
  await visit(page, `/admin?q=${wild}&sort=${wild}`, BREAKOUT);
  await expect(page.locator('input[name=q]')).toHaveValue(BREAKOUT);
  await visit(page, '/admin/units/xa-1', IMAGE);
  await visit(page, '/admin/units/xa-2', BREAKOUT);
  await visit(page, '/admin/links', IMAGE);
  await visit(page, `/admin/links?unit=xa-1&done=${wild}`, BREAKOUT);
  for (const name of ['unit', 'round', 'respondentType', 'filingMode', 'lane'])
    await visit(page, `/admin?${name}=${wild}`, null);
});
