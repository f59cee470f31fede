import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { countAnswers, moveAnswers, type AnswerMove } from '../../src/lib/server/services/rounds/answer-moves.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

const TODAY = Date.parse('2026-11-24T05:00:00Z');

describe('answers of a misplaced poster', () => {
  let province: TestProvince;
  let ctx: Context;
  let now = TODAY;
  beforeAll(async () => {
    province = await aProvince({ now: () => now });
    ctx = province.ctx;
    for (const day of [0, 1, 2]) {
      now = TODAY + day * DAY_MS;
      for (let i = 0; i < 6; i += 1) await submitResponses(ctx, [aResponse(province)]);
    }
  });
  afterAll(() => province.end());

  const day = (i: number) => localDay(TODAY + i * DAY_MS);
  const move = (change: Partial<AnswerMove> = {}) =>
    moveAnswers(ctx, {
      ...{ counter: 'xa-1-q1', channel: 'qr', fromDay: day(1), toDay: day(1) },
      ...{ to: 'xa-2-q2', reason: 'Treo nhầm sang xã bên', answers: 6 },
      ...change
    });
  const places = async () => {
    const rows = await ctx.db.selectFrom('response').select(['unit', 'counter', 'lane', 'local_day']).execute();
    const groups = Map.groupBy(rows, (row) => `${row.counter} ${row.unit} ${row.lane} ${row.local_day}`);
    return Object.fromEntries([...groups].map(([name, list]) => [name, list.length]));
  };
  const holds = async () => expect((await verify(ctx.db, ctx.directory)).differences).toEqual([]);

  it('are moved by counter, channel and day, sums and all', async () => {
    const choice = { counter: 'xa-1-q1', channel: 'qr', fromDay: day(1), toDay: day(1) };
    expect(await countAnswers(ctx, choice)).toBe(6);
    await move();
    expect(await places()).toEqual({
      [`xa-1-q1 xa-1 qr/C/counted ${day(0)}`]: 6,
      [`xa-2-q2 xa-2 qr/C/counted ${day(1)}`]: 6,
      [`xa-1-q1 xa-1 qr/C/counted ${day(2)}`]: 6
    });
    await holds();
    expect(await countAnswers(ctx, choice)).toBe(0);
  });

  it('are left out and kept, apart', async () => {
    await move({ fromDay: day(2), toDay: day(2), to: null });
    expect(await places()).toMatchObject({ [`xa-1-q1 xa-1 qr/C/quarantined ${day(2)}`]: 6 });
    await holds();
    const acts = await ctx.db.selectFrom('audit_event').select(['act', 'details']).orderBy('position').execute();
    expect(acts.slice(-2).map(({ act }) => act)).toEqual(['response.move', 'response.void']);
    expect(JSON.parse(acts.at(-1)?.details ?? '')).toMatchObject({ answers: 6, from: day(2), until: day(2) });
  });

  it.each([
    ['few: their sums would show them', { fromDay: day(3), toDay: day(3), answers: 0 }, 'answers.count'],
    ['not those that were seen', { fromDay: day(0), toDay: day(0), answers: 5 }, 'answers.changed'],
    ['without a reason', { reason: ' ' }, 'round.reason_malformed'],
    ['of no channel', { channel: 'fax' }, 'answers.choice_malformed'],
    ['of days that end before they begin', { fromDay: day(2), toDay: day(1) }, 'answers.choice_malformed'],
    ['to no counter', { to: 'none' }, 'counter.not_found']
  ])('are not moved: %s', async (_, change, code) => {
    const before = await places();
    await expect(move(change)).rejects.toThrow(code);
    expect(await places()).toEqual(before);
  });

  it('stay where they are once their round is closed', async () => {
    await closeRound(ctx, province.round);
    await expect(move({ fromDay: day(0), toDay: day(0) })).rejects.toThrow('round.closed');
    await holds();
  });
});
