import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { linkView } from '../../src/lib/server/services/links/link-view.ts';
import {
  createLink,
  listLinks,
  revokeLink,
  rotateLink,
  setTestAnswers,
  type NewLink
} from '../../src/lib/server/services/links/links.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aBrowser } from '../support/browser-session.ts';
import { aProvince as aBuiltProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

const TODAY = Date.parse('2026-11-24T05:00:00Z');
const HOUR_MS = 3_600_000;

describe('a link', () => {
  let province: TestProvince;
  let ctx: Context;
  let code: string;
  let now = TODAY;
  beforeEach(async () => {
    now = TODAY;
    province = await aProvince({ now: () => now });
    ctx = province.ctx;
    code = province.codes[0] ?? '';
  });
  afterEach(() => province.end());

  const links = (of = ctx) => of.db.selectFrom('link').selectAll().orderBy('code').execute();
  const acts = async () =>
    (await ctx.db.selectFrom('audit_event').select('act').orderBy('position').execute()).map((row) => row.act);

  describe('in test mode', () => {
    const laneOf = async (response: Record<string, unknown>) => {
      await submitResponses(ctx, [response]);
      const row = await ctx.db
        .selectFrom('response')
        .select('lane')
        .where('id', '=', String(response['id']))
        .executeTakeFirstOrThrow();
      return row.lane;
    };
    const shownUntil = () =>
      listLinks(ctx, 'xa-1')
        .flatMap((counter) => counter.links)
        .find((link) => link.code === code)?.testUntil;

    it('counts again two hours later by itself, by the clock of each answer', async () => {
      await setTestAnswers(ctx, code, true);
      now += 2 * HOUR_MS - 1;
      expect(await laneOf(aResponse(province))).toBe('qr/C/test');
      expect([shownUntil(), linkView(ctx, code).testAnswers]).toEqual([TODAY + 2 * HOUR_MS, true]);
      now += 1;
      expect(await laneOf(aResponse(province))).toBe('qr/C/counted');
      expect([shownUntil(), linkView(ctx, code).testAnswers]).toEqual([null, false]);
    });

    it('counts at once when it is switched off, and says in the audit until when it was on', async () => {
      await setTestAnswers(ctx, code, true);
      await setTestAnswers(ctx, code, false);
      expect(await laneOf(aResponse(province))).toBe('qr/C/counted');
      const events = await ctx.db
        .selectFrom('audit_event')
        .select('details')
        .where('act', '=', 'link.test_answers')
        .execute();
      expect(events.map(({ details }) => JSON.parse(details))).toEqual([
        { code, test_until: TODAY + 2 * HOUR_MS },
        { code, test_until: null }
      ]);
    });
  });

  describe('that is made', () => {
    const counter = 'xa-1-q1';
    const fine: NewLink = { counter, channel: 'link', evidence: 'A1', filingMode: 'online', stage: 'received' };
    // What a form or a script may send, whatever the types say.
    const sent = (change: Readonly<Record<string, unknown>>): NewLink => Object.assign({ ...fine }, change);
    const wrong = [
      ['filing mode', { filingMode: 'by_pigeon' }],
      ['filing mode that every object has', { filingMode: 'constructor' }],
      ['stage', { stage: 'lost' }],
      ['channel', { channel: 'fax' }],
      ['evidence class', { evidence: 'Z' }]
    ] as const;

    it('may have the presets of the open round, or leave them to the respondent', async () => {
      await createLink(ctx, fine);
      await createLink(ctx, { counter, filingMode: null, stage: null });
      expect(await links()).toHaveLength(6);
    });

    it.each(wrong)('has no unknown %s: nothing is stored', async (_, change) => {
      const before = [await links(), await acts()];
      await expect(createLink(ctx, sent(change))).rejects.toThrow('link.preset_unknown');
      expect([await links(), await acts()]).toEqual(before);
    });

    it('follows the newest round of its unit when none is open, and the usual words before the first', async () => {
      await closeRound(ctx, province.round);
      await expect(createLink(ctx, sent({ stage: 'lost' }))).rejects.toThrow('link.preset_unknown');
      await createLink(ctx, fine);
      const counters = [{ id: 'new-1', name: 'Quầy 1' }];
      await addUnits(ctx, [
        { id: 'new', code: 'new', name: 'Mới', type: 'xã', parent: 'tinh', from: '2025-07-01', counters }
      ]);
      await expect(createLink(ctx, sent({ counter: 'new-1', stage: 'lost' }))).rejects.toThrow('link.preset_unknown');
      await createLink(ctx, sent({ counter: 'new-1' }));
    });
  });

  describe('that is rotated', () => {
    it('ends and has a successor with the same presets, both in the audit', async () => {
      const made = await rotateLink(ctx, code);
      const [old, successor] = [ctx.directory.link(code), ctx.directory.link(made)];
      expect([old?.revoked, successor?.revoked]).toEqual([true, false]);
      expect({ ...successor, code }).toEqual({ ...old, revoked: false });
      expect((await acts()).slice(-2)).toEqual(['link.revoke', 'link.create']);
    });

    it.each([1, 2, 3])('stays as it was when the store fails at step %i', async (step) => {
      const before = [await links(), await acts()];
      let asked = 0;
      const failing = {
        ...ctx,
        now: () => {
          asked += 1;
          if (asked > step) throw new Error('the power went');
          return now;
        }
      };
      await expect(rotateLink(failing, code)).rejects.toThrow('the power went');
      expect([await links(), await acts()]).toEqual(before);
      await ctx.directory.reload();
      expect(ctx.directory.link(code)?.revoked).toBe(false);
    });

    it('has one successor when the form is sent twice, none when it was revoked', async () => {
      const twice = await Promise.allSettled([rotateLink(ctx, code), rotateLink(ctx, code)]);
      expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(await links()).toHaveLength(5);
      const other = province.codes[1] ?? '';
      await revokeLink(ctx, other);
      await expect(rotateLink(ctx, other)).rejects.toThrow('link.revoked');
    });
  });
});

describe('the pages of a link', () => {
  let runtime: TestRuntime;
  let province: Province;
  let app: AppServer;
  beforeAll(async () => {
    runtime = await aRuntime();
    province = await aBuiltProvince(runtime);
    app = await startApp({ dataDir: runtime.config.dataDir });
  });
  afterAll(async () => {
    await app?.stop();
    await runtime?.end();
  });

  it('lose the note of test mode when it ends, though the page is kept in memory', async () => {
    const [code = ''] = province.communes[1]?.links ?? [];
    const hasNote = async () => {
      const page = await (await fetch(`${app.origin}/s/${code}?stage=received`)).text();
      return page.includes('Phiếu thử: không tính vào kết quả. Chế độ thử tự tắt lúc ');
    };
    // The server sees another process's change within a second.
    await setTestAnswers({ ...runtime.program(), now: () => Date.now() - 2 * HOUR_MS + 4_000 }, code, true);
    await expect.poll(hasNote, { timeout: 3_500, interval: 50 }).toBe(true);
    await expect.poll(hasNote, { timeout: 8_000, interval: 50 }).toBe(false);
  });

  it('refuse presets that the questionnaire has not, in words, and take those it has', async () => {
    const manager = province.people.unit_manager;
    const [commune] = province.communes;
    if (!manager || !commune) throw new Error('a province has a manager and a commune');
    const browser = aBrowser(app.origin);
    browser.cookies.set('hailong', await startSession(runtime.context, { id: manager.id, name: manager.account }));
    const count = async () => (await runtime.context.db.selectFrom('link').selectAll().execute()).length;
    const before = await count();
    const form = { unit: commune.id, counter: commune.counters[0] ?? '', filingMode: 'in_person', stage: 'received' };
    for (const change of [{ filingMode: 'by_pigeon' }, { stage: '"><script>' }]) {
      const reply = await browser.post('/admin/links?/create', { ...form, ...change });
      expect(reply.status).toBe(400);
      expect(await reply.text()).toContain('Không có hình thức nộp, giai đoạn hoặc loại đường dẫn này.');
    }
    expect(await count()).toBe(before);
    expect((await browser.post('/admin/links?/create', form)).status).toBe(303);
    expect(await count()).toBe(before + 1);
  });
});
