import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError } from '../../src/lib/server/log-error.ts';
import { aBrowser } from '../support/browser-session.ts';
import { aProvince, aResponse, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

const COMMENT = 'Cán bộ quầy ba rất nhiệt tình giúp mẹ tôi';
const WRONG_PASSWORD = 'sai mật khẩu rồi 2026';
const FORGED_ADDRESS = '203.0.113.77';

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
const secrets: string[] = [COMMENT, WRONG_PASSWORD, PASSWORD, FORGED_ADDRESS, 'nguồn-riêng'];

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 1 });
  app = await startApp({ dataDir: runtime.config.dataDir, env: { HAILONG_LOG: 'trace' } });
}, 120_000);
afterAll(async () => {
  await app.stop();
  await runtime.end();
});

const post = (body: unknown) =>
  fetch(`${app.origin}/api/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': FORGED_ADDRESS },
    body: JSON.stringify(body)
  });

/** Lines of the log; the lines for the operator at the start are no part of it. */
const lines = () =>
  app
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));

/** Answers, comments, codes and passwords, well and badly formed, and a store that fails under them. */
async function sendEverything(): Promise<void> {
  const code = province.communes[0]?.links[0] ?? '';
  const response = aResponse(province, code, { comment: COMMENT });
  secrets.push(code, response.id);
  await post({ responses: [response] });
  await post({ responses: [{ ...response, comment: `${COMMENT} nữa` }] });
  await post({ responses: [{ ...response, id: 'x', answers: { [COMMENT]: 9 } }] });
  await fetch(`${app.origin}/s/${code}?stage=received&from=nguồn-riêng`);
  await fetch(`${app.origin}/s/${code}/none?from=nguồn-riêng`);
  const browser = aBrowser(app.origin);
  await browser.post('/login', { account: 'province-admin', password: WRONG_PASSWORD });
  await browser.post('/login', { account: 'province-admin', password: PASSWORD });
  secrets.push(...browser.cookies.values());
  await browser.get('/admin');
}

describe('the log', () => {
  it('tells of a failing store by route, status and code, and holds nothing of what was sent', async () => {
    await sendEverything();
    // Submissions now fail inside their transaction, with an error that no rule expects.
    await runtime.context.gate.run((db) => db.schema.alterTable('unit_day').renameTo('unit_day_away').execute());
    const code = province.communes[0]?.links[0] ?? '';
    const failed = await post({ responses: [aResponse(province, code, { comment: COMMENT })] });
    await runtime.context.gate.run((db) => db.schema.alterTable('unit_day_away').renameTo('unit_day').execute());
    expect(failed.status).toBe(500);
    await expect.poll(() => lines().some((line) => line.includes('"request failed"'))).toBe(true);
    const parsed: readonly Record<string, unknown>[] = lines().map((line) => JSON.parse(line));
    expect(parsed.find(({ msg }) => msg === 'request failed')).toMatchObject({
      ...{ level: 'error', method: 'POST', route: '/api/v1/responses', status: 500 },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/)
    });
    expect(parsed.find(({ msg }) => msg === 'fault')).toBeDefined();
    for (const secret of secrets) expect(lines().join('\n')).not.toContain(secret);
    expect(lines().join('\n')).not.toMatch(/127\.0\.0\.1|203\.0\.113/);
  });

  it('keeps of an error what cannot hold a person’s text', () => {
    const cause = Object.assign(new Error(`invalid input syntax for type integer: "${COMMENT}"`), {
      ...{ code: '22P02', detail: `Key (body)=(${COMMENT}) exists`, parameters: [COMMENT] }
    });
    const told = JSON.stringify(
      describeError(new Error(`Unexpected token 'C', "${COMMENT}"... is not valid`, { cause }))
    );
    expect(told).not.toContain(COMMENT.slice(0, 6));
    expect(told).toContain('invalid input syntax for type integer');
    expect(told).toContain('22P02');
    expect(told).toContain('log.test.ts');
  });
});
