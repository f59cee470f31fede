import { expect, test } from '@playwright/test';
import { signIn } from '../support/admin-pages.ts';
import { expectNoViolations } from '../support/axe.ts';
import { aProvince, aRuntime, type Province } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';
import { STORY, tellStory } from '../support/story.ts';

let app: AppServer;
let end: () => Promise<void>;
let province: Province;

test.beforeAll(async () => {
  const runtime = await aRuntime();
  province = await aProvince(runtime, { communes: STORY.communes });
  await tellStory(runtime.program(), province);
  app = await startApp({ dataDir: runtime.config.dataDir });
  end = async () => {
    await app.stop();
    await runtime.end();
  };
});
test.afterAll(() => end());

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the Overview names the fall after a merger, the stuffed one and the one that improved', async ({ page }) => {
    await signIn(page, app.origin, 'province-analyst');
    const list = page.getByRole('region', { name: 'Điều đáng chú ý' });
    const matters = list.getByRole('listitem');
    await expect(matters).toHaveCount(3);
    await expect(matters.nth(0)).toContainText('Xã Thử Nghiệm 4: mức cao nhất nhiều khác hẳn các nơi');
    await expect(matters.nth(0)).toContainText('chưa phải kết luận. Không phiếu nào bị bỏ.');
    await expect(matters.nth(1)).toContainText(/Xã Thử Nghiệm 1: .* giảm rõ 10,0 điểm %/);
    await expect(matters.nth(1)).toContainText(/Từ 90,0\s% đến 80,0\s% \(chênh −.* đến −.*; n = 400, kỳ trước 400\)/);
    await expect(matters.nth(1)).toContainText(/Sau khi sáp nhập ngày \d/);
    await expect(matters.nth(2)).toContainText(/Xã Thử Nghiệm 5: .* tăng rõ 12,0 điểm %/);
    await expect(page.getByText('khoảng tham khảo vì người trả lời tự chọn')).toBeVisible();

    const work = page.getByRole('region', { name: 'Việc hôm nay' });
    await expect(work).toContainText('3 trong 10 nơi còn thiếu phiếu');
    await matters.nth(1).getByRole('link').click();
    await expect(page.getByText('Xã Thử Nghiệm 1 · Kỳ sau')).toBeVisible();
  });

  test('a fall of the same size at n = 20 is named nowhere and reads "chưa đủ căn cứ"', async ({ page }) => {
    await signIn(page, app.origin, 'province-analyst');
    const list = page.getByRole('region', { name: 'Điều đáng chú ý' });
    await expect(list).not.toContainText('Xã Thử Nghiệm 3');
    await expect(page.locator('[data-unsure]')).toContainText('1 nơi khác có mức hài lòng chung thấp hơn');
    await expect(page.locator('[data-unsure]')).toContainText('chưa đủ căn cứ để nói là giảm');
    await page.goto(`${app.origin}/admin/trends?unit=${province.communes[STORY.small]?.id}`);
    const compared = page.getByRole('table', { name: 'So hai thời điểm bằng lời' });
    await expect(compared.getByRole('row', { name: /[Tt]hủ tục/ })).toContainText('Chưa đủ căn cứ');
  });
});

test('a commune hears of itself alone, and the list is accessible', async ({ page }) => {
  await signIn(page, app.origin, 'unit-manager');
  const list = page.getByRole('region', { name: 'Điều đáng chú ý' });
  await expect(list).toBeVisible();
  for (const name of ['Xã Thử Nghiệm 4', 'Xã Thử Nghiệm 5']) await expect(page.getByText(name)).toHaveCount(0);
  await expectNoViolations(page, 'the Overview of a commune');
});
