import { expect, test, type Page } from '@playwright/test';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { startApp, type AppServer } from '../support/server.ts';
import { aProvince, aResponse } from '../support/province.ts';

/**
 * From scan to score, with figures worked by hand. One counter, family in_person/received: booklets 1 to 4 in rotation.
 * Nobody's transactions are known, so every response has weight 1: one stratum, n_h = n.
 *
 * Twelve people through the form: of each booklet three, who answer 4, 4, 5 to everything. Every item mean is 13/3 and
 * so is every area. METHODS §14: u = ω k (x − m)/n_j, k² = n_j/(n_j − 1), V = n/(n−1) Σu², Σ(x − m)² = 2/3 for three.
 *   A1, A5 (one item, 12 answers):       Σu² = 12/11 · 8/3 / 144             V = 0,02204  se 0,14845
 *   A2, A3, A4 (four items, 3 each):     Σu² = 4 · 1/16 · 3/2 · 2/3 / 9      V = 0,03030  se 0,17408
 *   A6, A7 (items of 6, 3, 3 answers):   Σu² = 1/9 · (6/5 · 4/3 / 36 + 2 · 3/2 · 2/3 / 9)   V = 0,03232  se 0,17979
 *   t(11) = 2,20099: half-widths 0,3267, 0,3831, 0,3957.
 *
 * Then 48 by the API, of each booklet twelve: 3, 3, six 4, four 5. Of each booklet now fifteen: 2 × 3, 8 × 4, 5 × 5.
 * Satisfied share 13/15 everywhere: 8,67 of 10 points by the rule "share". A person answers the same to all items, so
 * u = (s − p) C_b with C_b = Σ_a X_a ω k / n_j = 0,15355 0,18866 0,16526 0,17696 for the booklets 1 to 4;
 * V = 60/59 · Σ_b C_b² · 15 · p(1 − p) = 60/59 · 0,117793 · 1,73333 = 0,20764; se 0,45567; t(59) = 2,00100: ± 0,9118.
 */
const MEAN = '4,33';
const INTERVALS: Readonly<Record<string, string>> = {
  A1: '4,01 đến 4,66',
  A2: '3,95 đến 4,72',
  A3: '3,95 đến 4,72',
  A4: '3,95 đến 4,72',
  A5: '4,01 đến 4,66',
  A6: '3,94 đến 4,73',
  A7: '3,94 đến 4,73'
};
const POINTS: Readonly<Record<string, string>> = {
  A1: '1,30',
  A2: '1,30',
  A3: '0,87',
  A4: '1,73',
  A5: '0,87',
  A6: '0,87',
  A7: '1,73'
};
const PASSWORD = 'mat-khau-kiem-thu-dai';

test.describe('from scan to score', () => {
  let app: AppServer;
  let province: Awaited<ReturnType<typeof aProvince>>;

  test.beforeAll(async () => {
    province = await aProvince({ communes: 1, counters: 1 });
    const grants = [{ role: 'province_admin', unit: 'tinh' }] as const;
    await createPerson(province.ctx, { account: 'quantri', name: 'Quản trị', password: PASSWORD, grants });
    await province.runtime.close();
    app = await startApp({ dataDir: province.dataDir });
  });
  test.afterAll(() => app.stop());

  test('12 answers without JavaScript, then 48 by the API, give the figures worked by hand', async ({
    browser,
    request
  }) => {
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      locale: 'vi-VN',
      viewport: { width: 360, height: 740 }
    });
    const page = await phone.newPage();
    const seen = new Map<string, number>();
    for (let person = 0; person < 12; person += 1) await answerOnce(page, seen);
    expect([...seen.values()].sort()).toEqual([3, 3, 3, 3]);
    await phone.close();

    const desk = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1440, height: 900 } });
    const admin = await desk.newPage();
    await signIn(admin);
    await expect(admin.getByText('chưa đủ phiếu để kết luận', { exact: false }).first()).toBeVisible();
    for (const [area, interval] of Object.entries(INTERVALS)) {
      await expect(figure(admin, area, 'mean')).toHaveText(MEAN);
      await expect(figure(admin, area, 'interval')).toHaveText(interval);
    }

    const reply = await request.post(`${app.origin}/api/v1/responses`, { data: { responses: fortyEight() } });
    const { results } = (await reply.json()) as { results: { status: string }[] };
    expect(results.map(({ status }) => status)).toEqual(new Array(48).fill('stored'));

    await admin.reload();
    for (const [area, points] of Object.entries(POINTS))
      await expect(figure(admin, area, 'points')).toContainText(points);
    await expect(figure(admin, 'total', 'points')).toContainText('8,67');
    await expect(figure(admin, 'total', 'points-interval')).toContainText('7,75 đến 9,58');
    await expect(admin.getByText('chưa đủ phiếu để kết luận', { exact: false })).toHaveCount(0);
    await desk.close();
  });

  async function answerOnce(page: Page, seen: Map<string, number>): Promise<void> {
    await page.goto(`${app.origin}/s/${province.codes[0] ?? ''}`);
    await page.getByRole('link', { name: 'Đã nhận kết quả' }).click();
    await page.getByRole('radio', { name: 'Cho mình, gia đình' }).check({ force: true });
    const topics = (await page.locator('fieldset legend').allInnerTexts()).join('|');
    const before = seen.get(topics) ?? 0;
    seen.set(topics, before + 1);
    const level = before === 2 ? 'Rất hài lòng, mức 5 trên 5' : 'Hài lòng, mức 4 trên 5';
    const faces = page.getByRole('radio', { name: level, exact: true });
    expect(await faces.count()).toBe(8);
    for (const face of await faces.all()) await face.check({ force: true });
    await page.getByRole('radio', { name: 'Tôi tự làm' }).check({ force: true });
    await page.getByRole('button', { name: 'Tôi đồng ý và gửi phiếu' }).last().click();
    await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${app.origin}/admin`);
    await page.getByLabel('Tên đăng nhập').fill('quantri');
    await page.getByLabel('Mật khẩu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await expect(page).toHaveURL(/\/admin/);
  }

  function fortyEight(): readonly unknown[] {
    const { booklets } = province.ctx.directory.questionnaire(province.questionnaire);
    const levels = [3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5];
    return (booklets['in_person/received'] ?? []).flatMap((items, b) =>
      levels.map((level) =>
        aResponse(province, {
          booklet: `in_person/received/${b + 1}`,
          answers: Object.fromEntries([...items, 'OV.1'].map((item) => [item, level]))
        })
      )
    );
  }
});

function figure(page: Page, area: string, name: string) {
  return page.locator(`[data-area="${area}"] [data-figure="${name}"]`);
}
