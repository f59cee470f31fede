import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let link: string;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { people: false });
  link = province.communes[0]?.links[0] ?? '';
  app = await startApp({ dataDir: runtime.config.dataDir });
});
afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${app.origin}/api/v1/responses`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers }
  });
const sendAll = (responses: readonly unknown[], headers?: Readonly<Record<string, string>>) =>
  post(JSON.stringify({ responses }), headers);

async function stored() {
  const { db } = runtime.context;
  const count = async (table: 'response' | 'response_aside' | 'unit_moment' | 'comment') =>
    (await db.selectFrom(table).selectAll().execute()).length;
  return {
    response: await count('response'),
    aside: await count('response_aside'),
    moments: await count('unit_moment'),
    comment: await count('comment')
  };
}

async function refusedAlone(change: Readonly<Record<string, unknown>>, language = 'vi') {
  const before = await stored();
  const reply = await sendAll([aResponse(province, link, { language, ...change })]);
  expect(reply.status).toBe(200);
  const { results } = await reply.json();
  expect(await stored()).toEqual(before);
  expect(results).toHaveLength(1);
  return results[0];
}

describe('one response that is wrong', () => {
  const first = () => province.questionnaire.document.booklets['in_person/received']?.[0]?.[0] ?? '';
  const cases: readonly [string, () => Record<string, unknown>, string][] = [
    ['an unknown item', () => ({ answers: { 'X9.9': 4 } }), 'answer.item_unknown'],
    ['a value off the scale', () => ({ answers: { [first()]: 6 } }), 'answer.off_scale'],
    ['a text off the scale', () => ({ answers: { [first()]: 'great' } }), 'answer.off_scale'],
    ['an item that is not in the booklet', () => ({ answers: { [foreignItem()]: 4 } }), 'answer.not_in_booklet'],
    ['a wrong type', () => ({ answers: [4, 4] }), 'response.shape'],
    ['a fraction', () => ({ answers: { [first()]: 4.5 } }), 'response.shape'],
    ['an unknown field', () => ({ admin: true }), 'response.shape'],
    ['no answers', () => ({ answers: {} }), 'answers.none'],
    ['an id that is no UUID', () => ({ id: '7' }), 'response.id'],
    ['a mistyped link', () => ({ link: 'ABCDEFGH' }), 'link.malformed'],
    ['another questionnaire', () => ({ questionnaire: 'f'.repeat(64) }), 'questionnaire.unknown'],
    ['an unknown booklet', () => ({ booklet: 'in_person/received/999' }), 'booklet.not_for_respondent'],
    ['a name of the prototype as booklet', () => ({ booklet: 'constructor' }), 'booklet.unknown'],
    ['an unknown reason', () => ({ reasons: ['toString'] }), 'reason.unknown'],
    ['a NUL in the comment', () => ({ comment: 'a\u0000b' }), 'text.control_characters'],
    ['a comment that is too long', () => ({ comment: 'á'.repeat(3000) }), 'comment.too_long'],
    ['a negative duration', () => ({ durationS: -1 }), 'duration.invalid']
  ];
  const foreignItem = () => {
    const { areas, booklets } = province.questionnaire.document;
    const own = booklets['in_person/received']?.[0] ?? [];
    return areas.flatMap((area) => area.items).find((item) => !own.includes(item.id))?.id ?? '';
  };

  it.each(cases)('%s is refused by its code, with a text, and nothing is stored', async (_, change, code) => {
    const result = await refusedAlone(change());
    expect(result).toMatchObject({ status: 'refused', receipt: null, problem: { code } });
    expect(result.problem.text).not.toContain(code);
  });

  it('is told so in its own language', async () => {
    const vi = await refusedAlone({ answers: {} });
    const en = await refusedAlone({ answers: {} }, 'en');
    expect(vi.problem.text).toBe('Xin trả lời ít nhất một câu.');
    expect(en.problem.text).toBe('Please answer at least one question.');
  });

  it.each([[null], [7], ['text'], [[]], [true]])('%j is refused as a response', async (value) => {
    const reply = await sendAll([value]);
    expect(reply.status).toBe(200);
    expect((await reply.json()).results[0]).toMatchObject({
      id: null,
      status: 'refused',
      problem: { code: 'response.shape' }
    });
  });

  it('does not keep its neighbours from being stored', async () => {
    const before = await stored();
    const reply = await sendAll([
      aResponse(province, link),
      aResponse(province, link, { answers: {} }),
      aResponse(province, link)
    ]);
    const { results } = await reply.json();
    expect(results.map((result: { status: string }) => result.status)).toEqual(['stored', 'refused', 'stored']);
    expect((await stored()).response).toBe(before.response + 2);
  });

  it('with the id of another is a conflict, and is kept aside', async () => {
    const id = randomUUID();
    const before = await stored();
    const sent = aResponse(province, link, { id });
    const [one] = (await (await sendAll([sent])).json()).results;
    const [again] = (await (await sendAll([sent])).json()).results;
    const [other] = (await (await sendAll([{ ...sent, comment: 'khác' }])).json()).results;
    expect(one.status).toBe('stored');
    expect(again).toEqual({ ...one, status: 'duplicate' });
    expect(other).toMatchObject({ id, status: 'conflict', receipt: null, problem: { code: 'response.conflict' } });
    const after = await stored();
    expect(after).toMatchObject({ response: before.response + 1, aside: before.aside + 1, comment: before.comment });
  });
});

describe('a request that is wrong as a whole', () => {
  const json = (value: unknown) => JSON.stringify(value);
  const cases: readonly [string, () => Promise<Response>, number, string][] = [
    ['a form', () => post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'request.content_type'],
    ['plain text', () => post('{}', { 'content-type': 'text/plain' }), 415, 'request.content_type'],
    ['257 kB', () => post(json({ responses: ['x'.repeat(257 * 1024)] })), 413, 'request.too_large'],
    ['broken UTF-8', () => post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400, 'request.not_utf8'],
    ['a NUL', () => post('{"responses":["\0"]}'), 400, 'request.malformed'],
    ['nothing', () => post(''), 400, 'request.malformed'],
    ['half an object', () => post('{"responses":['), 400, 'request.malformed'],
    ['a list', () => post('[]'), 400, 'request.malformed'],
    ['null', () => post('null'), 400, 'request.malformed'],
    ['another key', () => post(json({ responses: [{}], more: 1 })), 400, 'request.malformed'],
    ['responses that are no list', () => post(json({ responses: {} })), 400, 'request.malformed'],
    ['no responses', () => post(json({ responses: [] })), 400, 'responses.count'],
    ['51 responses', () => post(json({ responses: Array.from({ length: 51 }, () => ({})) })), 400, 'responses.count'],
    [
      '10,000 levels',
      () => post('{"responses":' + '['.repeat(10_000) + ']'.repeat(10_000) + '}'),
      400,
      'request.too_deep'
    ],
    ['33 levels', () => post('['.repeat(33) + ']'.repeat(33)), 400, 'request.too_deep'],
    ['__proto__', () => post('{"responses":[],"__proto__":{"responses":[{}]}}'), 400, 'request.malformed'],
    ['__proto__ among the answers', () => post('{"responses":[{"answers":{"__proto__":4}}]}'), 400, 'request.malformed']
  ];

  it.each(cases)('%s has its status and its code, and nothing is stored', async (_, send, status, code) => {
    const before = await stored();
    const reply = await send();
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/json');
    const { problem } = await reply.json();
    expect(problem.code).toBe(code);
    expect(problem.text.length).toBeGreaterThan(10);
    expect(await stored()).toEqual(before);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'the method %s is refused, and POST is named',
    async (method) => {
      const reply = await fetch(`${app.origin}/api/v1/responses`, { method });
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe('POST');
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
  );

  it('is told in the language the request asks for', async () => {
    const reply = await post('{', { 'accept-language': 'en-GB,en;q=0.9,vi;q=0.5' });
    expect((await reply.json()).problem.text).toBe('The request is malformed and cannot be read.');
  });

  it('still leaves the server healthy', async () => {
    expect((await fetch(`${app.origin}/readyz`)).status).toBe(200);
    expect(app.output()).not.toContain('fault ');
  });
});

describe('a path that is wrong', () => {
  it.each([
    '/api/v1/nothing',
    '/api/v1/links/%00',
    '/api/v1/links/%FF',
    '/api/v1/links/..%2f..%2fetc',
    `/api/v1/links/${'A'.repeat(3000)}`
  ])('%s is a 4xx', async (path) => {
    const { status } = await fetch(app.origin + path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
