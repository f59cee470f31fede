import type { Page } from '@playwright/test';
import { anOidcService } from './oidc-service.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from './factory.ts';
import { freePort } from './port.ts';
import { startApp } from './server.ts';

export interface SignInSite {
  readonly origin: string;
  readonly runtime: TestRuntime;
  readonly province: Province;
  readonly end: () => Promise<void>;
}

/** The built application under a name, which passkeys need, with a sign-in service beside it. */
export async function aSignInSite(): Promise<SignInSite> {
  const runtime = await aRuntime();
  const province = await aProvince(runtime);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const service = await anOidcService(`${origin}/login/oidc/callback`);
  const app = await startApp({
    dataDir: runtime.config.dataDir,
    port,
    env: {
      HAILONG_ORIGIN: origin,
      HAILONG_OIDC_ISSUER: service.issuer,
      HAILONG_OIDC_CLIENT_ID: service.clientId,
      HAILONG_OIDC_CLIENT_SECRET: service.clientSecret,
      HAILONG_OIDC_NAME: 'Cổng của tỉnh'
    }
  });
  return {
    ...{ origin, runtime, province },
    end: async () => {
      await app.stop();
      await service.end();
      await runtime.end();
    }
  };
}

/** Types account and password; what comes next is the test's. */
export async function typePassword(page: Page, origin: string, account: string, password = PASSWORD): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('Tên đăng nhập').fill(account);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
}
