import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeLink } from '../../src/lib/server/services/links/links.ts';
import { createToken, revokeTokens } from '../../src/lib/server/services/sign-in/tokens.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let tokens: { admin: string; manager: string };
const link = (unit = 0, counter = 0) => province.communes[unit]?.links[counter] ?? '';
const unit = (i: number) => province.communes[i]?.id ?? '';

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime);
  const ctx = runtime.program();
  tokens = {
    admin: await createToken(ctx, 'province-admin', 'thử'),
    manager: await createToken(ctx, 'unit-manager', 'thử')
  };
  await revokeLink(ctx, link(1, 1));
  app = await startApp({ dataDir: runtime.config.dataDir });
});
afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

const get = (path: string, token?: string) =>
  fetch(app.origin + path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
const postAll = (responses: readonly unknown[], headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${app.origin}/api/v1/responses`, {
    method: 'POST',
    body: JSON.stringify({ responses }),
    headers: { 'content-type': 'application/json', ...headers }
  });

describe('POST /api/v1/responses', () => {
  it('stores 50 responses and answers each in order with its receipt', async () => {
    const sent = Array.from({ length: 50 }, () => aResponse(province, link()));
    const { results } = await (await postAll(sent)).json();
    expect(results.map((result: { id: string }) => result.id)).toEqual(sent.map((one) => one.id));
    for (const result of results) {
      expect(result).toMatchObject({ status: 'stored', problem: null });
      expect(result.receipt).toMatch(/^[0-9A-Z]{12}$/);
    }
  });

  it('needs no cookie and no origin, and takes an outbox of another origin', async () => {
    for (const origin of ['null', 'https://kiosk.example']) {
      const { results } = await (await postAll([aResponse(province, link())], { origin })).json();
      expect(results[0].status).toBe('stored');
    }
  });

  it('answers a retry with the same receipt', async () => {
    const sent = aResponse(province, link());
    const [one] = (await (await postAll([sent])).json()).results;
    const [again] = (await (await postAll([{ ...sent, durationS: 90, device: null }])).json()).results;
    expect(again).toMatchObject({ status: 'duplicate', receipt: one.receipt });
  });
});

describe('GET /api/v1/links/<code>', () => {
  it('gives what a client needs to answer, and that answer is stored', async () => {
    const view = await (await get(`/api/v1/links/${link()}`)).json();
    expect(view.link).toEqual({ code: link(), unit: { title: 'Xã Thử Nghiệm 1', code: '06001' }, counter: 'Quầy 1' });
    expect(view.round).toMatchObject({ id: province.round, form: 'booklet' });
    expect(view.presets).toEqual({ filingMode: null, stage: null });
    expect(view.testAnswers).toBe(false);
    const [booklet] = view.booklets['in_person/received'];
    const answers = { [booklet.items[0]]: 5, [view.keyItem.id]: 4 };
    const sent = aResponse(province, view.link.code, {
      questionnaire: view.questionnaire.hash,
      booklet: booklet.id,
      answers
    });
    const { results } = await (await postAll([sent])).json();
    expect(results[0].status).toBe('stored');
  });

  it('reads the code as people type it', async () => {
    const typed = `${link().slice(0, 4)}-${link().slice(4)}`.toLowerCase();
    expect((await get(`/api/v1/links/${typed}`)).status).toBe(200);
  });

  it('refuses a mistyped, an unknown and a revoked code, each by its own', async () => {
    const cases = [
      ['ABCDEFGH', 404, 'link.malformed'],
      ['K7Q2M9XD', 404, 'link.unknown'],
      [link(1, 1), 410, 'link.revoked']
    ] as const;
    for (const [code, status, problem] of cases) {
      const reply = await get(`/api/v1/links/${code}`);
      expect(reply.status).toBe(status);
      expect((await reply.json()).problem.code).toBe(problem);
    }
  });
});

describe('the figures', () => {
  it('need a sign-in or a token', async () => {
    for (const path of ['/api/v1/rounds', `/api/v1/rounds/${province.round}/estimates`]) {
      for (const token of [undefined, 'hl_wrong']) {
        const reply = await get(path, token);
        expect(reply.status).toBe(401);
        expect(reply.headers.get('www-authenticate')).toContain('Bearer');
        expect((await reply.json()).problem.code).toBe('access.signed_out');
      }
    }
  });

  it('list the rounds and units in scope', async () => {
    const all = await (await get('/api/v1/rounds', tokens.admin)).json();
    expect(all.rounds.map((round: { id: string }) => round.id)).toEqual([province.round]);
    expect(all.units).toHaveLength(4);
    const own = await (await get('/api/v1/rounds', tokens.manager)).json();
    expect(own.units.map((one: { id: string }) => one.id)).toEqual([unit(0)]);
  });

  it('are those of the service behind the dashboard', async () => {
    const admin = province.people.province_admin;
    const ctx = runtime.contextFor(admin?.actor ?? runtime.context.actor);
    const query = { round: province.round, unit: unit(0), respondentType: null, filingMode: null, lane: null };
    const reply = await get(`/api/v1/rounds/${province.round}/estimates?unit=${unit(0)}`, tokens.admin);
    expect(reply.status).toBe(200);
    const { asOf, ...view } = await estimateView(ctx, query);
    const { asOf: before, ...told } = await reply.json();
    expect(told).toEqual(JSON.parse(JSON.stringify(view)));
    expect(before).toBeLessThanOrEqual(asOf);
  });

  it('are refused for a sibling, for the province, and for an unknown unit, round or filter', async () => {
    const path = `/api/v1/rounds/${province.round}/estimates`;
    const cases = [
      [`${path}?unit=${unit(1)}`, 403],
      [path, 403],
      [`${path}?unit=${unit(0)}&unit=${unit(1)}`, 403],
      [`${path}?unit=${unit(0)}`, 200],
      [`${path}?unit=nothing`, 404],
      [`${path}?unit=${unit(0)}&age=7`, 400],
      [`${path}?unit=${unit(0)}&lane=a&lane=b`, 400],
      [`/api/v1/rounds/none/estimates?unit=${unit(0)}`, 404]
    ] as const;
    for (const [address, status] of cases)
      expect([address, (await get(address, tokens.manager)).status]).toEqual([address, status]);
  });

  it('end with the token', async () => {
    await revokeTokens(runtime.program(), 'unit-manager', 'thử');
    expect((await get('/api/v1/rounds', tokens.manager)).status).toBe(401);
  });
});

describe('the operator', () => {
  it('sees health, readiness and counts', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true });
    expect(await (await get('/readyz')).json()).toEqual({ ok: true });
    const text = await (await get('/metrics')).text();
    const stored = Number(/^hailong_responses_stored_total (\d+)$/m.exec(text)?.[1]);
    expect(stored).toBe((await runtime.context.db.selectFrom('response').select('id').execute()).length);
    expect(text).toMatch(/^hailong_writes_waiting \d+$/m);
    expect(text).toMatch(/^hailong_request_seconds_count\{route="\/api\/v1\/responses",status="2xx"\} [1-9]/m);
    for (const name of ['hailong_commit_seconds_count', 'hailong_disk_free_bytes', 'nodejs_eventloop_lag_seconds']) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.]`, 'm'));
    }
    for (const line of ['hailong_jobs{status="queued"} 0', 'hailong_last_backup_timestamp_seconds 0']) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('sees no metrics through a proxy', async () => {
    expect((await fetch(`${app.origin}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(404);
  });
});
