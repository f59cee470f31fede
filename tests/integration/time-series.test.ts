import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import type { TrendQuery } from '../../src/lib/server/services/trends/trend-view.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

/** The first of a month, at noon in Vietnam. */
const FIRST = Date.UTC(2026, 7, 1, 5);
let clock = FIRST;
let province: TestProvince;
let ctx: Context;

const QUERY: TrendQuery = {
  ...{ unit: 'tinh', indicator: 'key', step: 'day', as: 'then' },
  ...{ respondentType: null, filingMode: null, lane: null, round: null, from: null, to: null }
};
const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { id: role, name: '', grants: [{ role, unit }] } });
const send = async (commune: number, count: number, satisfied: number) => {
  const all = Array.from({ length: count }, (_, i) => {
    const answers = { ...Object(aResponse(province)['answers']), 'OV.1': i < satisfied ? 4 : 2 };
    return aResponse(province, { link: province.codes[commune], answers });
  });
  await submitResponses(ctx, all);
};

beforeAll(async () => {
  province = await aProvince({ communes: 4, now: () => clock });
  ctx = province.ctx;
  // Thirty days: two communes answer every day, one only now and then, one but twice.
  for (let day = 0; day < 40; day += 1) {
    clock = FIRST + day * DAY_MS;
    await send(0, 6, 5);
    await send(1, 4, 3);
    if (day % 4 === 0) await send(2, 3, 2);
    if (day === 3 || day === 33) await send(3, day === 3 ? 6 : 2, 2);
  }
  clock += DAY_MS;
});
afterAll(() => province?.end());

describe('a series inside a round', () => {
  it('of the province is by day, in points of at least the floor that hold every answer once', async () => {
    const { points, refusal } = await trends(ctx, QUERY);
    expect(refusal).toBeNull();
    expect(points.length).toBeGreaterThan(25);
    expect(points.every(({ n }) => (n ?? 0) >= 5)).toBe(true);
    const whole = await trends(ctx, { ...QUERY, step: 'round' });
    expect(points.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(whole.points[0]?.n);
    expect(points.at(-1)?.open).toBe(true);
    const months = await trends(ctx, { ...QUERY, step: 'month' });
    expect(months.points.map(({ name }) => name)).toEqual(['8/2026', '9/2026']);
    expect(months.points.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(whole.points[0]?.n);
    const weeks = await trends(ctx, { ...QUERY, step: 'week' });
    expect(weeks.points.length).toBeGreaterThan(4);
    expect(weeks.points.length).toBeLessThan(9);
  });

  it('of a commune is by month, and says so', async () => {
    const view = await trends(ctx, { ...QUERY, unit: 'xa-1' });
    expect(view.isMonthOnly).toBe(true);
    expect(view.points.map(({ name, n }) => [name, n])).toEqual([
      ['8/2026', 186],
      ['9/2026', 54]
    ]);
    // 5 of 6 every day
    expect(view.points[0]?.shares['key']?.share).toBeCloseTo(5 / 6, 12);
    expect(view.points[0]?.shares['key']?.conclusive).toBe(true);
  });

  it('is by round only where a month is too small, and where another would be computed from it', async () => {
    const small = await trends(ctx, { ...QUERY, unit: 'xa-4', step: 'month' });
    expect(small.refusal).toBe('below');
    expect(small.points).toHaveLength(1);
    const beside = await Promise.all(
      ['xa-1', 'xa-2', 'xa-3'].map(async (unit) => (await trends(ctx, { ...QUERY, unit, step: 'month' })).refusal)
    );
    expect(beside.filter((refusal) => refusal === 'below').length).toBeGreaterThan(0);
  });

  it('has no cuts', async () => {
    for (const cut of [{ respondentType: 'citizen' }, { filingMode: 'in_person' }, { lane: 'qr' }]) {
      const view = await trends(ctx, { ...QUERY, ...cut });
      expect(view.refusal).toBe('cuts');
      expect(view.points).toHaveLength(1);
    }
  });

  it('of who is rated is in closed batches of ten, up to the last full one but one', async () => {
    const own = await trends(as('unit_viewer', 'xa-2'), { ...QUERY, unit: 'xa-2' });
    expect(own.closedBatches).toBe(true);
    expect(own.points.length).toBe(12); // 40 days of 4, by threes; the 13th waits for the next
    expect(own.points.every(({ n }) => n === 12)).toBe(true);
    expect(own.points.at(-1)?.to).toBe(localDay(FIRST + 35 * DAY_MS));
  });

  it('refuses a round in which the unit was not', async () => {
    expect(await refused(trends(ctx, { ...QUERY, round: 'none' }))).toBe('round.not_found');
  });
});
