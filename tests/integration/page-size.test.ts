import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { recordAll } from '../support/recordings.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

/** What a server may send before it waits for the client: ten segments of 1,460 bytes (RFC 6928). */
const FIRST_FLIGHT = 14_600;
const LONGEST_UNIT = 'Nông nghiệp, Môi trường và Phát triển nông thôn miền núi biên giới phía Bắc';
const LONGEST_COUNTER = 'Quầy 12: Hộ tịch, chứng thực, bảo trợ xã hội, người có công với cách mạng';
const BOOKLETS_MAX = 4;

interface Case {
  readonly form: 'booklet' | 'full';
  readonly filingMode: string;
  readonly stage: string;
  readonly language: string;
  readonly code: string;
}

let province: TestProvince;
let app: AppServer;
const cases: Case[] = [];

beforeAll(async () => {
  province = await aProvince({ communes: 1, counters: 1 });
  const { ctx } = province;
  const criteriaSet = await publishCriteriaSet(ctx, criteria);
  for (const form of ['booklet', 'full'] as const) {
    const unit = { id: `long-${form}`, code: `long-${form}`, name: LONGEST_UNIT, type: 'sở', parent: 'tinh' };
    const counters = [{ id: `counter-${form}`, name: LONGEST_COUNTER }];
    await addUnits(ctx, [{ ...unit, from: '2025-07-01', counters }]);
    await openRound(ctx, {
      ...{ id: `round-${form}`, name: `Quý ${form}`, opensOn: '2026-10-01', closesOn: '2026-12-31' },
      ...{ questionnaire: province.questionnaire, criteriaSet, previousRound: null },
      design: { ...COUNTER_DESIGN, form },
      units: [{ id: unit.id, target: null }]
    });
    for (const filingMode of ['in_person', 'online']) {
      const code = await ctx.gate.run((db) =>
        insertLink({ ...ctx, db }, { counter: `counter-${form}`, filingMode, stage: null })
      );
      for (const stage of ['submitted', 'received']) {
        for (const language of ['vi', 'en']) cases.push({ form, filingMode, stage, language, code });
      }
    }
  }
  app = await startApp({ dataDir: province.dataDir });
});

afterAll(async () => {
  await app.stop();
  await province.end();
});

/** Every byte that the server sends for one request, headers and all. */
async function wire(path: string): Promise<{ readonly bytes: number; readonly html: string; readonly head: string }> {
  const socket = connect(app.port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => void parts.push(part));
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`
  );
  await once(socket, 'close');
  const reply = Buffer.concat(parts);
  const end = reply.indexOf('\r\n\r\n');
  return {
    bytes: reply.length,
    head: reply.subarray(0, end).toString(),
    html: gunzipSync(reply.subarray(end + 4)).toString()
  };
}

describe('the survey page on the wire', () => {
  it('fits the first flight for every form, filing mode, stage and language, with the longest names', async () => {
    expect(cases).toHaveLength(16);
    for (const { form, filingMode, stage, language, code } of cases) {
      const pages = await Promise.all(
        Array.from({ length: BOOKLETS_MAX * 2 }, () => wire(`/s/${code}?stage=${stage}&lang=${language}`))
      );
      const most = Math.max(...pages.map((page) => page.bytes));
      console.log(`${form} ${filingMode}/${stage} ${language}: ${most} bytes`);
      expect(most).toBeLessThanOrEqual(FIRST_FLIGHT);
      for (const { html } of pages) expect(html).toContain(LONGEST_COUNTER);
      // Types: who is a citizen and who a business is chosen on this same page.
      expect(pages[0]?.html.match(/name="P.for"/g)).toHaveLength(3);
    }
  });

  it('gives every visitor a form id of their own from the same cached page', async () => {
    const path = `/s/${cases[0]?.code ?? ''}?stage=received`;
    const pages = await Promise.all(Array.from({ length: 20 }, () => wire(path)));
    const ids = pages.map(({ html }) => /name="form" value="([0-9a-f-]{36})"/.exec(html)?.[1]);
    expect(new Set(ids).size).toBe(20);
  });

  it('holds no script, no other file and no cookie, and says so in a policy without nonces', async () => {
    const { html, head } = await wire(`/s/${cases[0]?.code ?? ''}?stage=received`);
    expect(html).not.toMatch(/<script|<link rel="(?!icon)|_app\/|<!--/);
    expect(html).toContain('<html lang="vi">');
    expect(head).toMatch(
      /content-security-policy: default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:;/i
    );
    expect(head).toMatch(/referrer-policy: same-origin/i);
    expect(head).toMatch(/cache-control: no-store/i);
    expect(head).not.toMatch(/set-cookie|nonce-/i);
  });

  it('is sent plain to a client that takes no gzip', async () => {
    const reply = await fetch(`${app.origin}/s/${cases[0]?.code ?? ''}?stage=received`, {
      headers: { 'accept-encoding': 'identity' }
    });
    expect(reply.headers.get('content-encoding')).toBeNull();
    expect(await reply.text()).toContain('</html>');
  });

  it('fits the first flight with every recording of a booklet on it', async () => {
    await recordAll(province.ctx, { address: province.questionnaire, code: 'nut', name: 'Tiếng Nùng' });
    const door = `/s/${cases.find(({ form }) => form === 'booklet')?.code ?? ''}`;
    const offers = async () => (await fetch(app.origin + door)).text();
    await vi.waitFor(async () => expect(await offers()).toContain('audio=nut'), { timeout: 15_000 });
    const path = `${door}?stage=received&audio=nut`;
    const pages = await Promise.all(Array.from({ length: BOOKLETS_MAX * 2 }, () => wire(path)));
    const most = Math.max(...pages.map((page) => page.bytes));
    console.log(`booklet with recordings: ${most} bytes`);
    expect(most).toBeLessThanOrEqual(FIRST_FLIGHT);
  });
});
