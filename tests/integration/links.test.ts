import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { linkView } from '../../src/lib/server/services/link-view.ts';
import { listLinks, revokeLink, rotateLink, setTestAnswers } from '../../src/lib/server/services/links.ts';
import { submitResponses } from '../../src/lib/server/services/submit.ts';
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
});
