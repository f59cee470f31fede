import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { localDay } from '../../src/lib/domain/shared/time.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../../src/lib/server/services/questionnaires/questionnaires.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { signIn } from '../support/admin-pages.ts';
import { aResponse, aRound, aRuntime, PASSWORD, type TestRuntime } from '../support/factory.ts';
import { freePort } from '../support/port.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let app: AppServer;

test.beforeAll(async () => {
  runtime = await aRuntime();
  const root = randomUUID();
  await addUnits(runtime.context, [
    {
      id: root,
      code: 'province',
      name: 'Lạng Sơn',
      type: 'tỉnh',
      parent: null,
      from: localDay(Date.now()),
      counters: []
    }
  ]);
  const grants = [{ role: 'province_admin' as const, unit: root }];
  await createPerson(runtime.program(), { account: 'admin', name: 'Quản trị', password: PASSWORD, grants });
  app = await startApp({ dataDir: runtime.config.dataDir, port: await freePort() });
});
test.afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

/** While the server is down: a closed round in which two communes had 12 and 7 answers. */
async function aClosedRound(codes: readonly [string, string]): Promise<void> {
  await app.stop();
  await runtime.context.directory.reload();
  const ctx = runtime.program();
  const units = codes.map((code) => ctx.directory.units().find((unit) => unit.code === code)?.id ?? '');
  const questionnaire = await publishQuestionnaire(ctx, bank);
  const round = await aRound(ctx, { questionnaire, criteriaSet: await publishCriteriaSet(ctx, criteria), units });
  const province = { questionnaire: { hash: questionnaire, document: ctx.directory.questionnaire(questionnaire) } };
  for (const [i, unit] of units.entries()) {
    const counter = ctx.directory.counters(unit)[0]?.id ?? '';
    const code = await ctx.gate.run((db) => insertLink({ ...ctx, db }, { counter, filingMode: null, stage: null }));
    await ctx.directory.reload();
    const count = i === 0 ? 12 : 7;
    await submitResponses(
      ctx,
      Array.from({ length: count }, () => aResponse(province, code))
    );
  }
  await closeRound(ctx, round);
  app = await startApp({ dataDir: runtime.config.dataDir, port: app.port });
}

test('65 communes with three counters come from one file; two of them merge, and both series are seen', async ({
  page
}) => {
  await signIn(page, app.origin, 'admin');
  await page.goto(`${app.origin}/admin/organisation`);
  await expect(page.getByRole('heading', { name: 'Chưa có đơn vị nào dưới tỉnh' })).toBeVisible();
  const template = await page.getByRole('link', { name: /65 xã, phường/ }).getAttribute('href');
  const workbook = await page.request.get(app.origin + template);
  await page.getByRole('link', { name: 'Nhập từ tệp' }).click();
  await page.getByLabel(/Tệp .xlsx/).setInputFiles({
    ...{ name: 'don-vi.xlsx', mimeType: workbook.headers()['content-type'] ?? '' },
    buffer: await workbook.body()
  });
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(page.getByRole('link', { name: '65 thêm mới' })).toBeVisible();
  await page.getByRole('button', { name: 'Ghi 65 dòng' }).click();
  await page.getByRole('link', { name: 'Xem kết quả' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('66 đơn vị, 195 quầy');
  await aClosedRound(['06001', '06019']);

  await page.getByLabel(/Tìm theo tên hoặc mã/).fill('doan ket');
  await page.getByRole('button', { name: 'Tìm' }).click();
  await page.getByRole('link', { name: 'Xã Đoàn Kết' }).click();
  await page.getByRole('link', { name: /Thay đổi đơn vị/ }).click();
  await page.getByRole('link', { name: 'Sáp nhập' }).click();
  await page.getByLabel('Xã Tân Tiến (06019)').check();
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(page.getByText('3 quầy chuyển đơn vị')).toBeVisible();
  await expect(page.getByText('Xã Tân Tiến kết thúc')).toBeVisible();
  await page.getByRole('button', { name: /^Thực hiện từ ngày/ }).click();
  await expect(page.getByText('Đã thực hiện thay đổi.')).toBeVisible();
  await expect(page.getByRole('heading', { name: '6 quầy' })).toBeVisible();

  await page.getByRole('link', { name: 'Xem kết quả' }).click();
  const series = page.locator('table[data-series] tbody tr');
  await expect(series.getByRole('cell').last()).toHaveText('12');
  await page.getByRole('link', { name: 'Như hiện nay' }).click();
  await expect(series.getByRole('cell').last()).toHaveText('19');
  await expect(page.getByText(/Sau kỳ cuối, ngày .*, có quầy chuyển đến hoặc chuyển đi/)).toBeVisible();
});
