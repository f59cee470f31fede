import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let cookie: string;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 1, counters: 1, people: false });
  const grants = [{ role: 'province_admin', unit: province.root }] as const;
  const id = await createPerson(runtime.program(), { account: 'lan', name: 'Lan', password: null, grants });
  cookie = `hailong=${await startSession(runtime.context, { id, name: 'Lan' })}`;
  app = await startApp({ dataDir: runtime.config.dataDir });
});
afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

const post = (path: string, body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
  fetch(app.origin + path, {
    method: 'POST',
    body,
    headers: { cookie, accept: 'text/html', origin: app.origin, ...headers },
    redirect: 'manual'
  });

function upload(content: BlobPart, field = 'file') {
  const form = new FormData();
  form.set(field, new File([content], 'phieu.json', { type: 'application/json' }));
  return post('/admin/questionnaires?/import', form);
}

const drafts = async () => (await runtime.context.db.selectFrom('questionnaire_draft').select('id').execute()).length;

describe('a file of a questionnaire', () => {
  it('that could harm or cannot be read is refused with its reason, and nothing is written', async () => {
    const boundary = { 'content-type': 'multipart/form-data; boundary=x' };
    const refused: readonly [string, () => Promise<Response>, number, RegExp][] = [
      ['no file', () => post('/admin/questionnaires?/import', new FormData()), 400, /chọn một tệp JSON/],
      ['no JSON', () => upload('PK\u0003\u0004'), 400, /không đọc được/],
      ['no UTF-8', () => upload(Uint8Array.of(0x7b, 0xff, 0xfe)), 400, /UTF-8/],
      ['__proto__', () => upload('{"__proto__":{"schema":"hailong-questionnaire/1"}}'), 400, /không đọc được/],
      ['deep', () => upload('['.repeat(40) + ']'.repeat(40)), 400, /lồng quá sâu/],
      ['over 1 MB', () => upload(`"${'x'.repeat(1_000_001)}"`), 413, /quá lớn/],
      ['over the body', () => upload('x'.repeat(1_300_000)), 413, /./],
      ['far over the body', () => upload('x'.repeat(20_000_000)), 413, /./],
      ['another document', () => upload('{"schema":"hailong-criteria-set/1"}'), 400, /Tệp có \d+ lỗi/],
      [
        'torn',
        () => post('/admin/questionnaires?/import', '--x\r\nContent-Disposition: form-data', boundary),
        400,
        /không đọc được/
      ],
      ['a form that takes no file', () => post('/admin/people', new FormData()), 415, /./]
    ];
    for (const [name, send, status, words] of refused) {
      const reply = await send();
      expect([name, reply.status]).toEqual([name, status]);
      expect(await reply.text(), name).toMatch(words);
    }
    expect(await drafts()).toBe(0);
  });

  it('with faults gives all of them with their places', async () => {
    const [first] = bank.reasons;
    const page = await (
      await upload(JSON.stringify({ ...bank, reasons: [...bank.reasons, first], stages: ['submitted', 'submitted'] }))
    ).text();
    for (const place of ['A2.3.askWhen.stage', 'booklets.in_person/received', 'stage']) expect(page).toContain(place);
    expect(await drafts()).toBe(0);
  });

  it('becomes a draft, whatever the form of its marks and with the mark of a Windows editor, and comes back the same', async () => {
    const reply = await upload(`\uFEFF${JSON.stringify({ ...bank, version: '9' })}`.normalize('NFD'));
    expect(reply.status).toBe(303);
    const address = reply.headers.get('location')?.split('?')[0] ?? '';
    const exported = await fetch(`${app.origin}${address}/document.json`, { headers: { cookie } });
    expect(exported.headers.get('content-disposition')).toBe('attachment; filename="LS-2017-9.json"');
    expect(await exported.json()).toEqual({ ...bank, version: '9' });
  });

  it('is shown as a page that can send nothing and stands only in our own frames', async () => {
    const page = await fetch(`${app.origin}/admin/questionnaires/${province.questionnaire.hash}/preview/form`, {
      headers: { cookie }
    });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('script-src');
    const html = await page.text();
    expect(html).not.toContain('<script');
    expect(html).not.toContain('action="/s/');
    expect(
      (await post(`/admin/questionnaires/${province.questionnaire.hash}/preview/form`, new URLSearchParams())).status
    ).toBe(405);
  });
});
