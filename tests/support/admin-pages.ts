import type { Page } from '@playwright/test';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, aRuntime, PASSWORD, type Province } from './factory.ts';
import { startApp, type AppServer } from './server.ts';

export interface AdminSite {
  readonly origin: string;
  readonly province: Province;
  readonly end: () => Promise<void>;
}

/** The built application with a province whose first commune has `responses`, the second three (hidden), the department none. */
export async function anAdminSite(responses: number): Promise<AdminSite> {
  const runtime = await aRuntime();
  const province = await aProvince(runtime, { communes: 2 });
  const send = async (unit: number, count: number) => {
    const link = province.communes[unit]?.links[0] ?? '';
    const all = Array.from({ length: count }, () => aResponse(province, link));
    for (let at = 0; at < count; at += 50) await submitResponses(runtime.context, all.slice(at, at + 50));
  };
  await send(0, responses);
  await send(1, 3);
  const app: AppServer = await startApp({ dataDir: runtime.config.dataDir });
  return {
    origin: app.origin,
    province,
    end: async () => {
      await app.stop();
      await runtime.end();
    }
  };
}

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, origin: string, account: string): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('Tên đăng nhập').fill(account);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL('**/admin**');
}
