import { describe, expect, it } from 'vitest';
import { depthOf, parseJson, readJsonBody } from '../../src/lib/server/http/json-body.ts';

const LIMITS = { bytesMax: 1000, depthMax: 32 };
const sent = (body: BodyInit, type = 'application/json') =>
  new Request('http://here/', { method: 'POST', body, headers: { 'content-type': type } });
const codeOf = async (body: BodyInit, type?: string) => {
  try {
    return { value: await readJsonBody(sent(body, type), LIMITS) };
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe('a JSON body', () => {
  it('is read, with Vietnamese letters in either form', async () => {
    expect(await codeOf('{"a":"Hài lòng"}')).toEqual({ value: { a: 'Hài lòng' } });
    expect(await codeOf('[]', 'Application/JSON; charset=UTF-8')).toEqual({ value: [] });
  });
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json; charset=latin1',
    ''
  ])('is refused as %j', async (type) => {
    expect(await codeOf('{}', type)).toBe('request.content_type');
  });
  it('is refused above the limit of bytes, announced or streamed', async () => {
    expect(await codeOf(JSON.stringify('x'.repeat(999)))).toBe('request.too_large');
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(100).fill(32));
        controller.close();
      }
    });
    const request = new Request('http://here/', {
      ...{ method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': 'application/json' } }
    });
    await expect(readJsonBody(request, LIMITS)).rejects.toThrow('request.too_large');
  });
  it('is refused when it is not UTF-8', async () => {
    expect(await codeOf(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toBe('request.not_utf8');
  });
  it('is refused with a NUL, with broken syntax and when empty', async () => {
    for (const text of ['{"a":"\0"}', '{', '', 'undefined', '{"a":1,}'])
      expect(await codeOf(text)).toBe('request.malformed');
  });
  it('is refused with __proto__, escaped or nested', () => {
    for (const text of ['{"__proto__":{"x":1}}', '{"a":[{"\\u005f_proto__":1}]}']) {
      expect(() => parseJson(text, 32)).toThrow('request.malformed');
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

describe('the depth of JSON', () => {
  it('counts brackets outside strings', () => {
    expect(depthOf('{"a":[{"b":"[[[["}],"c":"\\"[[["}', 32)).toBe(3);
    expect(depthOf('"[[["', 32)).toBe(0);
  });
  it('accepts the limit and refuses one more', () => {
    expect(parseJson('['.repeat(32) + ']'.repeat(32), 32)).toBeDefined();
    expect(() => parseJson('['.repeat(33) + ']'.repeat(33), 32)).toThrow('request.too_deep');
  });
  it('refuses 10,000 levels without recursion', () => {
    expect(() => parseJson('['.repeat(10_000), 32)).toThrow('request.too_deep');
  });
});
