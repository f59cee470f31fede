import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { anAdminSite, signIn, type AdminSite } from '../support/admin-pages.ts';

let site: AdminSite;

test.beforeAll(async () => {
  site = await anAdminSite(60);
});
test.afterAll(() => site.end());

async function expectNoViolations(page: Page, path: string): Promise<void> {
  await page.goto(site.origin + path, { waitUntil: 'networkidle' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(told, path).toEqual([]);
}

const SCREENS = [
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 1440 }
] as const;

for (const { colorScheme, width } of SCREENS) {
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
        `/admin/units/${small}`,
        `/admin/units/${site.province.department.id}`,
        '/admin/links',
        `/admin/links?unit=${full}`,
        '/admin/analysis',
        '/admin/jobs',
        '/admin/health?lang=vi',
        '/admin/health?lang=en',
        '/admin/units/none'
      ]) {
        await expectNoViolations(page, path);
      }
    });

    test('axe finds nothing on sign-in and the survey', async ({ page }) => {
      const code = site.province.communes[0]?.links[0];
      for (const path of ['/login', '/', `/s/${code}`, '/s/XXXXXXXX']) await expectNoViolations(page, path);
    });
  });
}
