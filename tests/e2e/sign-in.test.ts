import { expect, test, type Browser, type Page } from '@playwright/test';
import { ROLES } from '../../src/lib/domain/access/policy.ts';
import { requireSecondFactors } from '../../src/lib/server/services/sign-in/second-factor.ts';
import { codeAt } from '../support/authenticator-app.ts';
import { aSignInSite, typePassword, type SignInSite } from '../support/sign-in-site.ts';

const STEP_MS = 30_000;

let site: SignInSite;

test.beforeAll(async () => {
  site = await aSignInSite();
  const { runtime } = site;
  await runtime.context.gate.run((db) => requireSecondFactors({ ...runtime.program(), db }));
});
test.afterAll(() => site.end());

/** A moment with time left before the app shows its next six digits. */
async function insideAStep(): Promise<number> {
  await expect.poll(() => Date.now() % STEP_MS, { timeout: 10_000 }).toBeLessThan(STEP_MS - 5_000);
  return Date.now();
}

/** A page of another browser: none of the cookies of the first. */
async function elsewhere(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  return context.newPage();
}

/** An authenticator of the browser itself, with a finger that is always there. */
async function withAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  });
  return { session, authenticatorId };
}

test('an administrator is led to an authenticator app, signs in with its code, then with a recovery code', async ({
  page,
  browser
}) => {
  await typePassword(page, site.origin, 'province-admin');
  await expect(page).toHaveURL(/second-factor$/);
  await expect(page.getByText('Tài khoản quản lý phải có bước thứ hai')).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Tổng quan' })).toHaveCount(0);
  const secret = await page.locator('.secret').innerText();
  await page.getByLabel('Mã 6 số').fill('000000');
  await page.getByRole('button', { name: 'Bật bước thứ hai' }).click();
  await expect(page.getByText('Mã không đúng hoặc đã dùng')).toBeVisible();
  expect(await page.locator('.secret').innerText()).toBe(secret);
  await page.getByLabel('Mã 6 số').fill(codeAt(secret, (await insideAStep()) - STEP_MS));
  await page.getByRole('button', { name: 'Bật bước thứ hai' }).click();
  await expect(page.getByRole('heading', { name: 'Mười mã dự phòng' })).toBeVisible();
  const codes = await page.locator('ol .code').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('link', { name: 'Đã cất mã' }).click();
  await expect(page.getByText('Còn 10 mã chưa dùng')).toBeVisible();

  const other = await elsewhere(browser);
  await typePassword(other, site.origin, 'province-admin');
  await expect(other.getByRole('heading', { name: 'Bước xác minh thứ hai' })).toBeVisible();
  await other.getByLabel('Mã 6 số, hoặc mã dự phòng').fill(codeAt(secret, Date.now()));
  await other.getByRole('button', { name: 'Xác minh và vào' }).click();
  await expect(other).toHaveURL(/\/admin$/);

  const third = await elsewhere(browser);
  await typePassword(third, site.origin, 'province-admin');
  await third.getByLabel('Mã 6 số, hoặc mã dự phòng').fill(codes[0] ?? '');
  await third.getByRole('button', { name: 'Xác minh và vào' }).click();
  await expect(third).toHaveURL(/\/admin$/);
  await typePassword(await elsewhere(browser), site.origin, 'province-admin');
  await third.goto(`${site.origin}/admin/account`);
  await expect(third.getByText('Còn 9 mã chưa dùng')).toBeVisible();
});

test('a passkey is made, named, signs in without a password, and is refused when its counter went back', async ({
  page
}) => {
  const { session, authenticatorId } = await withAuthenticator(page);
  await typePassword(page, site.origin, 'auditor');
  await expect(page).toHaveURL(/second-factor$/);
  await page.getByLabel('Tên khóa').fill('Máy tính phòng thanh tra');
  await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click();
  await expect(page.getByText('Đã thêm khóa truy cập.')).toBeVisible();
  await expect(page.getByText('Máy tính phòng thanh tra')).toBeVisible();
  await page.getByRole('button', { name: 'Tạo mười mã mới' }).click();
  await expect(page.locator('ol .code')).toHaveCount(10);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();

  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();

  await typePassword(page, site.origin, 'auditor');
  await expect(page.getByText('Tài khoản này dùng khóa truy cập làm bước thứ hai.')).toBeVisible();
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();

  const { db, gate } = site.runtime.context;
  const { counter } = await db.selectFrom('passkey').select('counter').executeTakeFirstOrThrow();
  await gate.run((trx) =>
    trx
      .updateTable('passkey')
      .set({ counter: counter + 100 })
      .execute()
  );
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await expect(page.getByText('Khóa truy cập không được chấp nhận.')).toBeVisible();
  await gate.run((trx) => trx.updateTable('passkey').set({ counter }).execute());
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await expect(page).toHaveURL(/\/admin$/);

  await page.goto(`${site.origin}/admin/account`);
  await page.getByRole('button', { name: 'Bỏ khóa Máy tính phòng thanh tra' }).click();
  await expect(page).toHaveURL(/second-factor$/);
  await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
});

test.describe('the sign-in service', () => {
  async function signInThere(page: Page, name: string): Promise<void> {
    await page.goto(`${site.origin}/login`);
    await page.getByRole('link', { name: 'Đăng nhập bằng Cổng của tỉnh' }).click();
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click(); // consent
  }

  test('lets in whom an administrator has marked, and by its subject ever after; makes nobody', async ({ browser }) => {
    const first = await elsewhere(browser);
    await signInThere(first, 'unit-viewer');
    await expect(first.getByText('chưa được nối với người dùng nào ở đây')).toBeVisible();
    const { allowOidc } = await import('../../src/lib/server/services/people/person-access.ts');
    const { runtime } = site;
    const oidc = await issuerOf(first);
    await allowOidc({ ...runtime.program(), config: { ...runtime.config, oidc } }, 'unit-viewer');
    const second = await elsewhere(browser);
    await signInThere(second, 'unit-viewer');
    await expect(second).toHaveURL(/\/admin$/);
    await expect(second.getByText('unit-viewer').first()).toBeVisible();
    const rows = await runtime.context.db.selectFrom('oidc_identity').select('subject').execute();
    expect(rows).toEqual([{ subject: 'unit-viewer' }]);
    await renamed('unit-viewer', 'viewer.renamed');
    const again = await elsewhere(browser);
    await signInThere(again, 'unit-viewer');
    await expect(again).toHaveURL(/\/admin$/);
    await renamed('viewer.renamed', 'unit-viewer');
    const third = await elsewhere(browser);
    await signInThere(third, 'somebody-else');
    await expect(third.getByText('chưa được nối với người dùng nào ở đây')).toBeVisible();
    const people = await runtime.context.db.selectFrom('person').select('account').execute();
    expect(people).toHaveLength(ROLES.length);
  });

  test('is believed only where the state is the browser’s own', async ({ page, browser }) => {
    const other = await elsewhere(browser);
    await other.goto(`${site.origin}/login/oidc`);
    const reply = await page.goto(`${site.origin}/login/oidc/callback?code=stolen&state=stolen`);
    expect(reply?.status()).toBe(410);
    const forged = await other.goto(`${site.origin}/login/oidc/callback?code=stolen&state=stolen`);
    expect(forged?.status()).toBe(401);
  });

  const renamed = (from: string, to: string) =>
    site.runtime.context.gate.run((db) =>
      db.updateTable('person').set({ account: to }).where('account', '=', from).execute()
    );

  /** The service's address, as its own page shows it. */
  async function issuerOf(page: Page) {
    const service = await page.request.get(`${site.origin}/login/oidc`, { maxRedirects: 0 });
    const issuer = new URL(service.headers()['location'] ?? '').origin;
    return { issuer, clientId: 'x', clientSecret: 'x', name: 'x' };
  }
});

test('an invitation is made, printed, opened once, and its person signs in', async ({ page, browser }) => {
  await page.context().addCookies(await adminCookies());
  await page.goto(`${site.origin}/admin/people`);
  await page.getByLabel('Họ và tên').fill('Lê Thị Thu Hà');
  await page.getByLabel('Tên đăng nhập').last().fill('ha.le');
  await page.getByLabel('Vai trò').selectOption('unit_viewer');
  await page.getByLabel('Đơn vị').selectOption({ label: 'Xã Thử Nghiệm 1' });
  await page.getByRole('button', { name: 'Tạo đường dẫn mời' }).click();
  await expect(page.getByRole('heading', { name: 'Đường dẫn cho Lê Thị Thu Hà' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Mã QR của đường dẫn' })).toBeVisible();
  const url = await page.getByRole('link', { name: /\/invite\// }).innerText();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('link', { name: /\/invite\// })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Về danh sách' })).toBeHidden();

  const hers = await elsewhere(browser);
  await hers.goto(url);
  await hers.getByLabel('Mật khẩu mới').fill('một câu dài khác hẳn');
  await hers.getByLabel('Nhập lại mật khẩu').fill('một câu dài khác hẳn');
  await hers.getByRole('button', { name: 'Đặt mật khẩu' }).click();
  await expect(hers).toHaveURL(/\/admin$/);
  expect((await (await elsewhere(browser)).goto(url))?.status()).toBe(410);
});

test('a session is ended from another browser, and the roles of a person change what they see', async ({
  page,
  browser
}) => {
  const [first, second] = [await elsewhere(browser), await elsewhere(browser)];
  for (const one of [first, second]) {
    await typePassword(one, site.origin, 'province-analyst');
    await expect(one).toHaveURL(/\/admin$/);
  }
  await first.goto(`${site.origin}/admin/account`);
  await expect(first.getByText('trình duyệt này')).toHaveCount(1);
  await first.getByRole('button', { name: /^Kết thúc phiên đăng nhập lúc/ }).click();
  await expect(first.getByText('Đã kết thúc phiên.')).toBeVisible();
  await second.goto(`${site.origin}/admin`);
  await expect(second).toHaveURL(/\/login/);

  await expect(first.getByRole('link', { name: 'Nhật ký' })).toHaveCount(0);
  await page.context().addCookies(await adminCookies());
  await page.goto(`${site.origin}/admin/people?q=analyst`);
  await page.getByRole('link', { name: 'province-analyst' }).click();
  await page.getByRole('combobox', { name: 'Vai trò' }).selectOption('auditor');
  await page.getByRole('combobox', { name: 'Đơn vị' }).selectOption({ label: 'Tỉnh Lạng Sơn' });
  await page.getByRole('button', { name: 'Trao vai trò' }).click();
  await expect(page.getByText('Đã trao vai trò.')).toBeVisible();
  await page.getByRole('button', { name: 'Bỏ vai trò Kiểm tra, Tỉnh Lạng Sơn' }).click();
  await expect(page.getByText('Đã bỏ vai trò.')).toBeVisible();
  await page.goto(`${site.origin}/admin/people/province-admin`);
  await page.getByRole('button', { name: 'Khóa tài khoản' }).click();
  await expect(page.getByText('quản trị tỉnh cuối cùng')).toBeVisible();
});

test('the audit shows who did what, filters it, and gives it as a file', async ({ page }) => {
  await page.context().addCookies(await adminCookies());
  await page.goto(`${site.origin}/admin/audit`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nhật ký');
  await page.getByLabel('Việc').selectOption({ label: 'Trao vai trò' });
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('tbody tr')).toContainText('province-admin');
  await expect(page.locator('tbody tr')).toContainText('vai trò: Kiểm tra');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tải CSV' }).click();
  expect((await download).suggestedFilename()).toBe('audit.csv');
  await page.goto(`${site.origin}/admin/audit?to=2020-01-01`);
  await expect(page.getByRole('heading', { name: 'Không có việc nào' })).toBeVisible();
  await page.goto(`${site.origin}/admin/audit?act=audit.export`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

/** A session of the administrator, who has an app by now. */
async function adminCookies() {
  const { startSession } = await import('../../src/lib/server/services/sign-in/sessions.ts');
  const { id = '', account = '' } = site.province.people.province_admin ?? {};
  const value = await startSession(site.runtime.context, { id, name: account });
  return [{ name: 'hailong', value, url: site.origin }];
}
