import type { Random } from '../../src/lib/domain/simulation/random.ts';

/** What the fuzzer knows of the installation: real values that a request may carry, and one that would be accepted. */
export interface Known {
  readonly host: string;
  /** Routes with their parameters in brackets, as in the route policy, and the actions of each. */
  readonly routes: readonly {
    readonly path: string;
    readonly methods: readonly string[];
    readonly actions: readonly string[];
  }[];
  /** Codes, ids of units, counters, rounds, jobs; accounts. */
  readonly values: readonly string[];
  readonly response: () => Record<string, unknown>;
  readonly surveyForm: () => Record<string, string>;
  /** Session cookies and bearer tokens that are valid. */
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
}

export interface FuzzInput {
  /** `GET /admin`, for the report. */
  readonly title: string;
  readonly bytes: Buffer;
}

/** Texts that have broken others (RELIABILITY §1.2): injection, traversal, encodings, prototypes, numbers at their ends. */
const NASTY: readonly string[] = [
  ...["' OR 1=1 --", '"; DROP TABLE response; --', "x' UNION SELECT hash FROM audit_event--", '%27%20OR%201=1', '$ne'],
  ...['../../../../etc/passwd', '..%2f..%2f', '%252e%252e%252f', '..\\..\\', 'file:///etc/passwd', '%00', 'a\u0000b'],
  ...['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '{{7*7}}', '${7*7}'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'prototype'],
  ...['NaN', 'Infinity', '-0', '1e309', '9007199254740993', '-1', '0x10', '1_000', '١٢٣', ''],
  ...['\ud800', 'e\u0301\u0301\u0301', '\u202etxt', 'ﬀ', '😀'.repeat(50), 'A'.repeat(5_000), '%', '%zz', '%E0%A4%A'],
  ...['=cmd|/c calc!A1', '@SUM(1)', '\r\nX-Injected: 1', '\r\n\r\nGET /admin HTTP/1.1', '//evil.example', '/\\evil']
];
/** What addresses ask by. */
const PARAMETERS: readonly string[] = [
  ...['unit', 'round', 'lane', 'respondentType', 'filingMode', 'as', 'step', 'indicator', 'from', 'to', 'adjusted'],
  ...['month', 'tasks', 'level', 'what1', 'unit1', 'who1', 'mode1', 'k1', 'period', 'state', 'criterion'],
  ...['q', 'sort', 'lang', 'next', 'counter', 'stage', 'after', 'act']
];
const FIELDS: readonly string[] = [
  ...['code', 'unit', 'counter', 'on', 'account', 'name', 'role', 'person', 'job', 'round', 'token', 'province'],
  ...['from', 'to', 'kind', 'note', 'outage', 'reason', 'year', 'measure', 'value', 'revision']
];
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'FOO'];
const TYPES = [
  ...['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'],
  ...[
    'application/json; charset=utf-7',
    'multipart/form-data',
    'application/x-www-form-urlencoded; charset=x',
    '',
    'a/b/c'
  ]
];

/** One request, as it goes over the wire: mostly of the right shape and wrong somewhere, sometimes no HTTP at all. */
export function fuzzInput(known: Known, random: Random): FuzzInput {
  if (random.chance(0.04)) return garbage(random);
  const answers = known.routes.filter(({ path }) => path === '/api/v1/responses' || path === '/s/[code]');
  const route = random.pick(random.chance(0.25) ? answers : known.routes);
  const method = random.chance(0.8) ? random.pick(route.methods) : random.pick(METHODS);
  const body = method === 'GET' || method === 'HEAD' ? '' : bodyOf(known, route.path, random);
  const path = pathOf(known, route, random);
  const lines = [`${method} ${path} HTTP/1.1`, ...headersOf(known, body, random), 'connection: close'];
  return {
    title: `${method} ${route.path}`,
    bytes: mangled(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`), random)
  };
}

/** Bytes that are no request. */
function garbage(random: Random): FuzzInput {
  const length = Math.floor(random.next() * 400);
  const bytes = Buffer.from(Array.from({ length }, () => Math.floor(random.next() * 256)));
  return { title: 'bytes', bytes: random.chance(0.5) ? bytes : Buffer.concat([Buffer.from('GET '), bytes]) };
}

/** One byte in twenty requests is another, or is missing, or the request ends early. */
function mangled(bytes: Buffer, random: Random): Buffer {
  if (!random.chance(0.05)) return bytes;
  const at = Math.floor(random.next() * bytes.length);
  if (random.chance(0.3)) return bytes.subarray(0, at);
  const changed = Buffer.from(bytes);
  changed[at] = Math.floor(random.next() * 256);
  return changed;
}

function valueOf(known: Known, random: Random): string {
  return random.chance(0.5) ? random.pick(known.values) : random.pick(NASTY);
}

function pathOf(known: Known, { path, actions }: Known['routes'][number], random: Random): string {
  const filled = path.replace(/\[\w+\]/g, () => written(valueOf(known, random), random));
  const place = random.chance(0.1) ? `${filled}/__data.json` : filled;
  const parts: string[] = [];
  if (actions.length > 0 && random.chance(0.6)) parts.push(`/${random.pick(actions)}`);
  if (random.chance(0.05)) parts.push(`/${written(random.pick(NASTY), random)}`);
  while (random.chance(0.4)) parts.push(`${random.pick(PARAMETERS)}=${written(valueOf(known, random), random)}`);
  if (random.chance(0.05)) parts.push(`x-sveltekit-invalidated=${random.pick(['01', '1'.repeat(99), 'x'])}`);
  return (place || '/') + (parts.length > 0 ? `?${parts.join('&')}` : '');
}

/** Mostly encoded, as a browser does; else raw, without what would end the line. */
function written(text: string, random: Random): string {
  if (random.chance(0.85)) return encodeURIComponent(text.toWellFormed());
  return text.replace(/[\r\n ]/g, '');
}

function headersOf(known: Known, body: string, random: Random): string[] {
  const origin = random.chance(0.85) ? `http://${known.host}` : random.pick(['null', 'https://evil.example', '']);
  const length = Buffer.byteLength(body);
  const headers = [`host: ${random.chance(0.97) ? known.host : 'evil.example'}`];
  if (origin !== '') headers.push(`origin: ${origin}`);
  if (length > 0) headers.push(`content-type: ${typeOf(body, random)}`);
  if (length > 0) headers.push(`content-length: ${random.chance(0.95) ? length : length + 7}`);
  if (random.chance(0.5))
    headers.push(`cookie: hailong=${random.chance(0.8) ? random.pick(known.sessions) : 'x'.repeat(43)}`);
  if (random.chance(0.3))
    headers.push(`authorization: Bearer ${random.chance(0.7) ? random.pick(known.tokens) : 'hl_x'}`);
  if (random.chance(0.1)) headers.push(`accept-language: ${random.pick(['vi', 'en;q=2', ',,,;', '*'.repeat(500)])}`);
  if (random.chance(0.05)) headers.push(`x-forwarded-for: ${random.pick(['127.0.0.1', '::1', 'x'])}`);
  if (random.chance(0.05)) headers.push(`x-http-method-override: DELETE`);
  if (random.chance(0.03)) headers.push(`x-${'a'.repeat(20_000)}: 1`);
  if (random.chance(0.03)) headers.push('transfer-encoding: chunked');
  if (random.chance(0.03)) headers.push('content-encoding: gzip');
  return headers;
}

/** In four of five requests the right one for the body. */
function typeOf(body: string, random: Random): string {
  if (random.chance(0.2)) return random.pick(TYPES);
  return /^[[{]/.test(body) ? 'application/json' : 'application/x-www-form-urlencoded';
}

function bodyOf(known: Known, path: string, random: Random): string {
  if (path === '/api/v1/responses' && random.chance(0.8)) {
    const count = random.pick([1, 1, 2, 3, 60]);
    const responses = Array.from({ length: count }, () => changed(known, known.response(), random));
    return JSON.stringify(random.chance(0.9) ? { responses } : responses);
  }
  const fields = path.startsWith('/s/') ? known.surveyForm() : someFields(known, random);
  return random.chance(0.8) ? formOf(changed(known, fields, random)) : random.pick(BODIES)(random);
}

const BODIES: readonly ((random: Random) => string)[] = [
  () => '{"responses":['.repeat(5_000),
  () => `{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}`,
  () => `{"responses":[{"id":1,"id":2}]}`,
  () => '--x\r\ncontent-disposition: form-data; name="code"\r\n\r\nA\r\n--x--',
  () => '--x\r\ncontent-disposition: form-data; name="code"; filename="../../x"\r\n\r\nA',
  () => 'a'.repeat(200_000),
  () => '&&&===&%ZZ=%',
  (random) => Array.from({ length: 2_000 }, (_, i) => `f${i}=${Math.floor(random.next() * 9)}`).join('&'),
  () => '\ufeff{"responses":[]}',
  () => '[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]'
];

function someFields(known: Known, random: Random): Record<string, string> {
  return Object.fromEntries(FIELDS.filter(() => random.chance(0.5)).map((name) => [name, valueOf(known, random)]));
}

/** A field or two of another value or type, renamed, or gone. */
function changed(known: Known, fields: Record<string, unknown>, random: Random): Record<string, unknown> {
  const copy = structuredClone(fields);
  const names = Object.keys(fields);
  while (names.length > 0 && random.chance(0.5)) {
    const name = random.pick(names);
    const kind = random.next();
    if (kind < 0.2) Reflect.deleteProperty(copy, name);
    else if (kind < 0.3) copy[random.pick(NASTY)] = copy[name];
    else
      copy[name] = random.pick<unknown>([valueOf(known, random), [], {}, null, 1e308, -1, true, [[['x']]], { a: [] }]);
  }
  return copy;
}

function formOf(fields: Record<string, unknown>): string {
  const pairs = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value)
  ]);
  return pairs
    .map(
      ([name = '', value = '']) =>
        `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`
    )
    .join('&');
}
