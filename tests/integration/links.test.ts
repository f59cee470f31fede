import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { linkView } from '../../src/lib/server/services/link-view.ts';
import { listLinks, setTestAnswers } from '../../src/lib/server/services/links.ts';
import { submitResponses } from '../../src/lib/server/services/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

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
});
